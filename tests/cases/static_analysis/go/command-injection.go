package cases

import (
	"net/http"
	"os"
	"os/exec"
)

func commands(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	// ruleid: go-command-injection
	exec.Command(name)
	// ok: go-command-injection, go-argument-injection
	exec.Command("date")
	// ruleid: go-command-injection
	exec.CommandContext(ctx, name, "-v")
	// ok: go-command-injection
	exec.CommandContext(ctx, "date")
	// ruleid: go-command-injection
	exec.Command("sh", "-c", "ls "+name)
	// ok: go-command-injection
	exec.Command("sh", "-c", "ls /")
	// ok: go-command-injection
	exec.Command("sh", "-c", `ls "$1"`, "sh", name)
	// ruleid: go-command-injection
	exec.CommandContext(ctx, "/bin/bash", "-c", name)
	// ok: go-command-injection
	exec.CommandContext(ctx, "/bin/bash", "-c", "ls")
	// ruleid: go-command-injection
	os.StartProcess(name, nil, nil)
	// ok: go-command-injection
	os.StartProcess("/bin/date", nil, nil)
	// ruleid: go-command-injection
	syscall.Exec(name, nil, nil)
	// ok: go-command-injection
	syscall.Exec("/bin/date", nil, nil)
}

func arguments(w http.ResponseWriter, r *http.Request) {
	url := r.FormValue("url")
	// ruleid: go-argument-injection
	exec.Command("git", "clone", url)
	// ok: go-argument-injection
	exec.Command("git", "clone", "--", url)
	// ok: go-argument-injection
	exec.Command("git", "clone", "https://example.com/"+url)
	// ok: go-argument-injection
	exec.Command("git", "clone", fmt.Sprintf("https://example.com/%s", url))
	// ruleid: go-argument-injection
	exec.CommandContext(ctx, "git", "clone", url)
	// ok: go-argument-injection
	exec.CommandContext(ctx, "git", "clone", "--", url)
	// ok: go-argument-injection
	exec.CommandContext(ctx, "git", "clone", "https://example.com/repo")
	if strings.HasPrefix(url, "-") {
		return
	}
	// ok: go-argument-injection
	exec.Command("git", "clone", url)
}
