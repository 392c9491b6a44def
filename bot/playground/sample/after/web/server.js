const express = require("express");
const { exec, execFile } = require("child_process");

const app = express();
app.use(express.urlencoded({ extended: false }));

app.get("/", (req, res) => {
  res.render("index", { title: "Shop" });
});

// A preview of a product's picture in the size that the page asks for.
app.get("/thumbnail", (req, res) => {
  const size = Number(req.query.size) || 120;
  exec(`convert pictures/${req.query.picture} -resize ${size} /tmp/thumbnail.png`, (error) => {
    if (error) {
      res.sendStatus(404);
      return;
    }
    res.sendFile("/tmp/thumbnail.png");
  });
});

app.get("/uptime", (req, res) => {
  execFile("uptime", [], (error, stdout) => res.type("text").send(stdout));
});

app.listen(3000);
