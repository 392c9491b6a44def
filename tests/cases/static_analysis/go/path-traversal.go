package cases

import (
	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
	"github.com/gofiber/fiber/v2"
	"archive/tar"
	"archive/zip"
	"net/http"
	"os"
	"path"
	"path/filepath"
)

func files(w http.ResponseWriter, r *http.Request) {
	name := filepath.Join("/srv", r.FormValue("name"))
	// ruleid: go-path-traversal
	os.Open(name)
	// ok: go-path-traversal
	os.Open("/srv/file")
	// ok: go-path-traversal
	os.Open(filepath.Join("/srv", filepath.Base(r.FormValue("name"))))
	// ok: go-path-traversal
	os.Open("/srv/" + path.Base(r.FormValue("name")))
	// ok: go-path-traversal
	os.Open("/srv" + path.Clean("/"+r.FormValue("name")))
	// ok: go-path-traversal
	os.Open("/srv" + filepath.Clean("/"+r.FormValue("name")))
	// ok: go-path-traversal
	os.Open("/srv" + filepath.Join("/", r.FormValue("name")))
	// ok: go-path-traversal
	os.Open("/srv" + path.Join("/", r.FormValue("name")))
	// ruleid: go-path-traversal
	os.OpenFile(name, os.O_RDONLY, 0)
	// ok: go-path-traversal
	os.OpenFile("/srv/file", os.O_RDONLY, 0)
	// ruleid: go-path-traversal
	os.Create(name)
	// ok: go-path-traversal
	os.Create("/srv/file")
	// ruleid: go-path-traversal
	os.ReadFile(name)
	// ok: go-path-traversal
	os.ReadFile("/srv/file")
	// ruleid: go-path-traversal
	os.WriteFile(name, data, 0o600)
	// ok: go-path-traversal
	os.WriteFile("/srv/file", []byte(r.FormValue("text")), 0o600)
	// ruleid: go-path-traversal
	os.ReadDir(name)
	// ok: go-path-traversal
	os.ReadDir("/srv")
	// ruleid: go-path-traversal
	os.Remove(name)
	// ok: go-path-traversal
	os.Remove("/srv/file")
	// ruleid: go-path-traversal
	os.RemoveAll(name)
	// ok: go-path-traversal
	os.RemoveAll("/srv/cache")
	// ruleid: go-path-traversal
	os.Mkdir(name, 0o700)
	// ok: go-path-traversal
	os.Mkdir("/srv/a", 0o700)
	// ruleid: go-path-traversal
	os.MkdirAll(name, 0o700)
	// ok: go-path-traversal
	os.MkdirAll("/srv/a", 0o700)
	// ruleid: go-path-traversal
	os.Rename(name, "/srv/b")
	// ruleid: go-path-traversal
	os.Rename("/srv/a", name)
	// ok: go-path-traversal
	os.Rename("/srv/a", "/srv/b")
	// ruleid: go-path-traversal
	ioutil.ReadFile(name)
	// ok: go-path-traversal
	ioutil.ReadFile("/srv/file")
	// ruleid: go-path-traversal
	ioutil.WriteFile(name, data, 0o600)
	// ok: go-path-traversal
	ioutil.WriteFile("/srv/file", data, 0o600)
	// ruleid: go-path-traversal
	ioutil.ReadDir(name)
	// ok: go-path-traversal
	ioutil.ReadDir("/srv")
	// ruleid: go-path-traversal
	http.ServeFile(w, r, name)
	// ok: go-path-traversal
	http.ServeFile(w, r, "/srv/file")
	secure, _ := securejoin.SecureJoin("/srv", r.FormValue("name"))
	// ok: go-path-traversal
	os.Open(secure)
	local, _ := filepath.Localize(r.FormValue("name"))
	// ok: go-path-traversal
	os.Open(local)
}

func checkedPaths(w http.ResponseWriter, r *http.Request) {
	a := r.FormValue("a")
	if !filepath.IsLocal(a) {
		return
	}
	// ok: go-path-traversal
	os.Open("/srv/" + a)
	b := filepath.Join("/srv", r.FormValue("b"))
	if !strings.HasPrefix(b, "/srv/") {
		return
	}
	// ok: go-path-traversal
	os.Open(b)
	c := r.FormValue("c")
	if strings.Contains(c, "..") {
		return
	}
	// ok: go-path-traversal
	os.Open("/srv/" + c)
	d := r.FormValue("d")
	if !fs.ValidPath(d) {
		return
	}
	// ok: go-path-traversal
	os.Open("/srv/" + d)
	e := filepath.Join("/srv", r.FormValue("e"))
	if relative, err := filepath.Rel("/srv", e); err != nil || outside(relative) {
		return
	}
	// ok: go-path-traversal
	os.Open(e)
	f := r.FormValue("f")
	if strings.ContainsAny(f, "/\\") {
		return
	}
	// ok: go-path-traversal
	os.Open("/srv/" + f)
	g := r.FormValue("g")
	if strings.Contains(g, "../") {
		return
	}
	// ok: go-path-traversal
	os.Open("/srv/" + g)
	h := r.FormValue("h")
	if strings.Contains(h, "x") {
		return
	}
	// ruleid: go-path-traversal
	os.Open("/srv/" + h)
}

func uploads(w http.ResponseWriter, r *http.Request) {
	_, header, _ := r.FormFile("file")
	// ok: go-path-traversal
	os.Create("/srv/" + header.Filename)
}

func frameworkFiles(c *gin.Context, e echo.Context, f *fiber.Ctx) {
	// ruleid: go-path-traversal
	c.File("/srv/" + c.Param("name"))
	// ok: go-path-traversal
	c.File("/srv/file")
	// ruleid: go-path-traversal
	c.FileAttachment("/srv/"+c.Param("name"), "x")
	// ok: go-path-traversal
	c.FileAttachment("/srv/file", c.Param("name"))
	// ruleid: go-path-traversal
	c.SaveUploadedFile(file, "/srv/"+c.Query("name"))
	// ok: go-path-traversal
	c.SaveUploadedFile(file, "/srv/file")
	// ruleid: go-path-traversal
	e.File("/srv/" + e.Param("name"))
	// ok: go-path-traversal
	e.File("/srv/file")
	// ruleid: go-path-traversal
	f.SendFile("/srv/" + f.Params("name"))
	// ok: go-path-traversal
	f.SendFile("/srv/file")
}

func untar(target string, in *tar.Reader, src io.Reader) {
	for {
		header, err := in.Next()
		if err != nil {
			return
		}
		// ruleid: go-zip-slip
		os.Create(filepath.Join(target, header.Name))
		// ruleid: go-zip-slip
		os.OpenFile(filepath.Join(target, header.Name), os.O_CREATE, 0o600)
		// ok: go-zip-slip
		os.OpenFile(filepath.Join(target, filepath.Base(header.Name)), os.O_CREATE, 0o600)
		// ruleid: go-zip-slip
		os.Symlink("/x", filepath.Join(target, header.Name))
		// ok: go-zip-slip
		os.Symlink("/x", filepath.Join(target, "y"))
		if !filepath.IsLocal(header.Name) {
			continue
		}
		// ok: go-zip-slip
		os.Create(filepath.Join(target, header.Name))
	}
}

func untarOwn(target string, src io.Reader) {
	archive := tar.NewReader(src)
	header, _ := archive.Next()
	// ruleid: go-zip-slip
	os.WriteFile(filepath.Join(target, header.Name), data, 0o600)
	// ok: go-zip-slip
	os.WriteFile(filepath.Join(target, "x"), data, 0o600)
}

func unzip(target string, given *zip.Reader, closer *zip.ReadCloser) {
	opened, err := zip.OpenReader("a.zip")
	for _, file := range opened.File {
		// ruleid: go-zip-slip
		os.Create(filepath.Join(target, file.Name))
	}
	made, err := zip.NewReader(data, size)
	for _, file := range made.File {
		path := filepath.Join(target, file.Name)
		if !strings.HasPrefix(path, target+"/") {
			continue
		}
		// ok: go-zip-slip
		os.Create(path)
	}
	for _, file := range given.File {
		// ruleid: go-zip-slip
		ioutil.WriteFile(target+"/"+file.Name, data, 0o600)
		// ok: go-zip-slip
		ioutil.WriteFile(target+"/x", data, 0o600)
	}
	for _, file := range closer.File {
		// ruleid: go-zip-slip
		os.Create(filepath.Join(target, file.Name))
		// ok: go-zip-slip
		os.Create(filepath.Join(target, safeName(file.Name)))
	}
}

func extract(file *zip.File, target string) error {
	// ruleid: go-zip-slip
	os.Create(filepath.Join(target, file.Name))
	return nil
}

func extractHeader(header *tar.Header, target string) error {
	// ruleid: go-zip-slip
	os.Create(filepath.Join(target, header.Name))
	return nil
}
