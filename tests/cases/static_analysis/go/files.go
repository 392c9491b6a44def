package cases

import "os"

func temporary(data []byte) {
	// ruleid: go-insecure-temporary-file
	os.Create("/tmp/report.csv")
	// ok: go-insecure-temporary-file
	os.Create("/srv/report.csv")
	// ok: go-insecure-temporary-file
	os.Create("report.csv")
	// ruleid: go-insecure-temporary-file
	os.WriteFile("/var/tmp/report.csv", data, 0o600)
	// ok: go-insecure-temporary-file
	os.WriteFile("report.csv", data, 0o600)
	// ruleid: go-insecure-temporary-file
	ioutil.WriteFile("/tmp/report.csv", data, 0o600)
	// ok: go-insecure-temporary-file
	ioutil.WriteFile("report.csv", data, 0o600)
	// ruleid: go-insecure-temporary-file
	os.OpenFile("/tmp/report.csv", os.O_CREATE, 0o600)
	// ok: go-insecure-temporary-file
	os.OpenFile("report.csv", os.O_CREATE, 0o600)
	// ruleid: go-insecure-temporary-file
	os.Create(filepath.Join(os.TempDir(), "report.csv"))
	// ok: go-insecure-temporary-file
	os.Create(filepath.Join(home, "report.csv"))
	// ruleid: go-insecure-temporary-file
	os.WriteFile(filepath.Join(os.TempDir(), "report.csv"), data, 0o600)
	// ok: go-insecure-temporary-file
	os.WriteFile(filepath.Join(home, "report.csv"), data, 0o600)
	// ok: go-insecure-temporary-file
	os.CreateTemp("", "report-*.csv")
}

func modes(path string, file *os.File) {
	// ruleid: go-loose-file-mode
	os.Chmod(path, 0777)
	// ruleid: go-loose-file-mode
	os.Chmod(path, 0o666)
	// ok: go-loose-file-mode
	os.Chmod(path, 0755)
	// ruleid: go-loose-file-mode
	file.Chmod(0o722)
	// ok: go-loose-file-mode
	file.Chmod(0o644)
}

func xml() {
	// ruleid: go-xxe
	parser.New(parser.XMLParseNoEnt)
	// ruleid: go-xxe
	parser.New(parser.XMLParseDTDLoad)
	// ok: go-xxe
	parser.New(parser.XMLParseNoBlanks)
}
