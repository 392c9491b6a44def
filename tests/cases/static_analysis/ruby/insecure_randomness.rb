# ruleid: ruby-insecure-randomness
reset_token = rand(10**20).to_s(36)
# ok: ruby-insecure-randomness
reset_token = SecureRandom.hex(32)
# ok: ruby-insecure-randomness
color = rand(255)
# ruleid: ruby-insecure-randomness
user.otp = Random.rand(999_999)
# ok: ruby-insecure-randomness
user.delay = Random.rand(999_999)
# ruleid: ruby-insecure-randomness
password = ('a'..'z').to_a.sample(12).join
# ok: ruby-insecure-randomness
winner = players.sample(1)
# ruleid: ruby-insecure-randomness
@password = ('a'..'z').to_a.shuffle.first(12).join
# ruleid: ruby-insecure-randomness
save({ id: 1, token: Random.new.rand })
# ok: ruby-insecure-randomness
save({ id: 1, delay: Random.new.rand })
# ruleid: ruby-insecure-randomness
salt = Random.rand
# ruleid: ruby-insecure-randomness
session_id = Kernel.rand(10**20)
# ruleid: ruby-insecure-randomness
api_key = rand.to_s
# ok: ruby-insecure-randomness
otp = ('0'..'9').to_a.sample(random: SecureRandom)
