<?php
// ruleid: php-mass-assignment
User::create($request->all());
// ok: php-mass-assignment
User::create($request->only(['name', 'email']));
// ok: php-mass-assignment
User::create($request->validated());
// ok: php-mass-assignment
User::create(['name' => $request->input('name')]);
// ruleid: php-mass-assignment
$user->fill($request->all())->save();
// ok: php-mass-assignment
$user->fill(Arr::only($request->all(), ['name']))->save();
// ruleid: php-mass-assignment
$user->update($request->except('_token'));
// ruleid: php-mass-assignment
new User(request()->all());
// ok: php-mass-assignment
new User(['name' => 'a']);
// ruleid: php-mass-assignment
Post::forceCreate($_POST);
// ok: php-mass-assignment
Post::forceCreate($row);
$data = $request->input();
// ruleid: php-mass-assignment
$user->forceFill($data);
$valid = $request->validate(['name' => 'required']);
// ok: php-mass-assignment
$user->update($valid);

class User extends Model
{
    // ruleid: php-unguarded-model
    protected $guarded = [];
}
class Post extends Model
{
    // ok: php-unguarded-model
    protected $guarded = ['id', 'user_id'];
}
class Comment extends Model
{
    // ok: php-unguarded-model
    protected $fillable = [];
}
// ruleid: php-unguarded-model
Model::unguard();
// ruleid: php-unguarded-model
Eloquent::unguard();
// ok: php-unguarded-model
Model::reguard();
