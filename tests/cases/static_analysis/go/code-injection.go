package cases

import (
	"net/http"
	"plugin"
	"reflect"
)

func scripts(vm *otto.Otto, in *interp.Interpreter, w http.ResponseWriter, r *http.Request) {
	code := r.FormValue("code")
	// ruleid: go-code-injection
	goja.New().RunString(code)
	// ok: go-code-injection
	goja.New().RunString("1 + 1")
	// ruleid: go-code-injection
	goja.New().RunScript("name", code)
	// ok: go-code-injection
	goja.New().RunScript(code, "1 + 1")
	// ruleid: go-code-injection
	lua.NewState().DoString(code)
	// ok: go-code-injection
	lua.NewState().DoString("return 1")
	// ruleid: go-code-injection
	vm.Run(code)
	// ok: go-code-injection
	vm.Run("1 + 1")
	// ruleid: go-code-injection
	in.Eval(code)
	// ok: go-code-injection
	in.Eval("1 + 1")
	// ok: go-code-injection
	vm.Set("input", code)
}

func reflection(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	// ruleid: go-unsafe-reflection
	reflect.ValueOf(jobs).MethodByName(name).Call(nil)
	// ok: go-unsafe-reflection
	reflect.ValueOf(jobs).MethodByName("Clean").Call(nil)
	// ruleid: go-unsafe-reflection
	plugin.Open(name)
	// ok: go-unsafe-reflection
	plugin.Open("jobs.so")
	// ok: go-unsafe-reflection
	jobs[name]()
	// ruleid: go-unsafe-reflection
	loaded.Lookup(name).Call(nil)
	// ok: go-unsafe-reflection
	loaded.Lookup("Run").Call(nil)
}

func mongo(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	// ruleid: go-nosql-injection
	users.Find(ctx, bson.M{"$where": "this.name == '" + name + "'"})
	// ok: go-nosql-injection
	users.Find(ctx, bson.M{"name": name})
	// ruleid: go-nosql-injection
	users.Find(ctx, bson.D{bson.E{Key: "$where", Value: name}})
	// ok: go-nosql-injection
	users.Find(ctx, bson.D{bson.E{Key: "name", Value: name}})
	// ruleid: go-nosql-injection
	users.Find(ctx, bson.D{bson.E{"$where", name}})
	// ok: go-nosql-injection
	users.Find(ctx, bson.D{bson.E{"name", name}})
}
