class UsersController < ApplicationController
  COLUMNS = { 'name' => 'name', 'age' => 'years' }.freeze

  def index
    # ruleid: ruby-sql-injection
    User.where("name = '#{params[:name]}'")
    # ok: ruby-sql-injection
    User.where(name: params[:name])
    # ok: ruby-sql-injection
    User.where('name = ?', params[:name])
    # ok: ruby-sql-injection
    User.where('name LIKE ?', "%#{params[:name]}%")
    # ruleid: ruby-sql-injection
    User.where(params[:filter])
    # ruleid: ruby-sql-injection
    User.where('name = ' + params[:name])
    # ok: ruby-sql-injection
    User.where('name = ' + User.connection.quote(params[:name]))
    # ruleid: ruby-sql-injection
    User.where('name = %s' % params[:name])
    # ok: ruby-sql-injection
    User.where("id = #{params[:id].to_i}")
    # ruleid: ruby-sql-injection
    User.find_by_sql("SELECT * FROM users WHERE name = '#{cookies[:name]}'")
    # ruleid: ruby-sql-injection
    ActiveRecord::Base.connection.execute("DELETE FROM users WHERE name = '#{request.headers['X-Name']}'")
    # ok: ruby-sql-injection
    ActiveRecord::Base.connection.execute('DELETE FROM users')
    # ruleid: ruby-sql-injection
    User.order(Arel.sql(params[:order]))
    # ok: ruby-sql-injection
    User.order(:name)
    # ruleid: ruby-sql-injection
    User.joins("JOIN posts ON posts.title = '#{params[:title]}'")
    # ok: ruby-sql-injection
    User.select(params[:columns])
    # ok: ruby-sql-injection
    mail.from(params[:from])
    # ok: ruby-sql-injection
    User.where("#{COLUMNS[params[:column]]} IS NULL")
    # ok: ruby-sql-injection
    User.where("#{COLUMNS.fetch(params[:column])} IS NULL")
  end

  def sorted
    column = params[:column]
    return head(:bad_request) unless %w[name age].include?(column)

    # ok: ruby-sql-injection
    User.where("#{column} IS NULL")
  end

  def shaped
    name = params[:name]
    raise 'bad name' unless name.match?(/\A[a-z]+\z/)

    # ok: ruby-sql-injection
    User.where("name = '#{name}'")
    other = params[:other]
    raise 'bad name' unless other.match?(/^[a-z]+$/)

    # ruleid: ruby-sql-injection
    User.where("name = '#{other}'")
    if false
      # ok: ruby-sql-injection
      User.where("name = '#{params[:name]}'")
    end
  end

  def drivers
    # ruleid: ruby-sql-injection
    client.query("SELECT * FROM users WHERE name = '#{client.name}#{params[:name]}'")
    # ok: ruby-sql-injection
    client.query("SELECT * FROM users WHERE name = '#{client.escape(params[:name])}'")
    # ruleid: ruby-sql-injection
    conn.exec(params[:statement])
    # ok: ruby-sql-injection
    conn.exec_params('SELECT * FROM users WHERE name = $1', [params[:name]])
    # ruleid: ruby-sql-injection
    Sequel.lit("name = '#{params[:name]}'")
    # ok: ruby-sql-injection
    Sequel.lit('name = ?', params[:name])
    conditions = []
    conditions << "name = '#{params[:name]}'"
    # ruleid: ruby-sql-injection
    User.where(conditions.join(' AND '))
  end

  def service(params)
    # ok: ruby-sql-injection
    User.where("name = '#{params[:name]}'")
  end
end

get '/users' do
  # ruleid: ruby-sql-injection
  db.execute("SELECT * FROM users WHERE name = '#{params['name']}'")
  # ok: ruby-sql-injection
  db.execute('SELECT * FROM users WHERE name = ?', [params['name']])
end

class User < ApplicationRecord
  def self.named(name, limit)
    # ruleid: ruby-sql-injection-parameter
    where("name = '#{name}'")
    # ok: ruby-sql-injection-parameter
    where('name = ?', name)
    # ruleid: ruby-sql-injection-parameter
    connection.execute("DELETE FROM users WHERE name LIKE '%#{name}%'")
    # ok: ruby-sql-injection-parameter
    connection.execute("DELETE FROM users LIMIT #{limit}")
    # ok: ruby-sql-injection-parameter
    where("name = #{connection.quote(name)}")
    # ok: ruby-sql-injection-parameter
    where("age > #{name.to_i}")
  end
end

class DirectController < ApplicationController
  def index
    return unless %w[name age].include?(params[:column])

    # ok: ruby-sql-injection
    User.where("#{params[:column]} IS NULL")
    # ruleid: ruby-sql-injection
    User.where("#{params[:other]} IS NULL")
    if COLUMNS.include?(params[:inside])
      # ok: ruby-sql-injection
      User.where("#{params[:inside]} IS NULL")
    end
    chosen = COLUMNS.include?(params[:chosen]) ? params[:chosen] : 'name'
    # ok: ruby-sql-injection
    User.where("#{chosen} IS NULL")
  end
end
