class PathCases {
    @GetMapping("/file")
    void read(@RequestParam String name, File folder) throws IOException {
        // ruleid: java-path-traversal
        new FileInputStream("/srv/" + name);
        // ruleid: java-path-traversal
        new FileInputStream(new File(folder, name));
        // ok: java-path-traversal
        new FileInputStream("/srv/file");
        // ok: java-path-traversal
        new FileInputStream(new File(folder, FilenameUtils.getName(name)));
        // ok: java-path-traversal
        new FileInputStream(new File(folder, FilenameUtils.getBaseName(name) + ".txt"));
        // ok: java-path-traversal
        new FileInputStream(new File(folder, StringUtils.getFilename(name)));
        // ok: java-path-traversal
        new FileInputStream(new File(folder, new File(name).getName()));
        // ok: java-path-traversal
        new FileInputStream(folder.toPath().resolve(Paths.get(name).getFileName()).toFile());
        // ruleid: java-path-traversal
        new FileOutputStream("/srv/" + name, true);
        // ok: java-path-traversal
        new FileOutputStream("/srv/" + Integer.parseInt(name), true);
        // ruleid: java-path-traversal
        new FileReader("/srv/" + name);
        // ok: java-path-traversal
        new FileReader("/srv/" + UUID.fromString(name));
        // ruleid: java-path-traversal
        new FileWriter("/srv/" + name);
        // ok: java-path-traversal
        new FileWriter("/srv/x").write(name);
        // ruleid: java-path-traversal
        new RandomAccessFile("/srv/" + name, "r");
        // ok: java-path-traversal
        new RandomAccessFile("/srv/x", "r");
        // ruleid: java-path-traversal
        new PrintWriter(new File("/srv/" + name));
        // ok: java-path-traversal
        new PrintWriter(new File("/srv/x"));
        // ruleid: java-path-traversal
        new FileSystemResource("/srv/" + name);
        // ok: java-path-traversal
        new FileSystemResource("/srv/x");
        // ruleid: java-path-traversal
        new ZipFile("/srv/" + name);
        // ok: java-path-traversal
        new ZipFile("/srv/x");
        // ruleid: java-path-traversal
        Files.readAllBytes(Paths.get("/srv", name));
        // ok: java-path-traversal
        Files.readAllBytes(Paths.get("/srv", "x"));
        // ok: java-path-traversal
        Files.write(Paths.get("/srv/x"), name.getBytes());
        // ruleid: java-path-traversal
        java.nio.file.Files.delete(Path.of("/srv", name));
        // ruleid: java-path-traversal
        FileUtils.readFileToString(new File("/srv/" + name));
        // ok: java-path-traversal
        FileUtils.readFileToString(new File("/srv/x"));
        // ruleid: java-path-traversal
        Files.copy(stream, Path.of("/srv", name));
        // ok: java-path-traversal
        Files.copy(stream, Path.of("/srv", "x"));
        // ruleid: java-path-traversal
        Files.move(path, Path.of("/srv", name));
        // ok: java-path-traversal
        Files.move(path, Path.of("/srv", "x"));
        // ruleid: java-path-traversal
        FileUtils.copyInputStreamToFile(stream, new File("/srv/" + name));
        // ok: java-path-traversal
        FileUtils.copyInputStreamToFile(stream, new File("/srv/x"));
        // ok: java-path-traversal
        FileUtils.sizeOf(new File("/srv/" + UUID.randomUUID()));
    }

    void fullyNamed(HttpServletRequest request, ServletContext context, Part part) throws IOException {
        String name = request.getParameter("name");
        // ruleid: java-path-traversal
        new java.io.FileInputStream("/srv/" + name);
        // ruleid: java-path-traversal
        new java.io.FileOutputStream("/srv/" + name);
        // ruleid: java-path-traversal
        new java.io.FileReader("/srv/" + name);
        // ruleid: java-path-traversal
        new java.io.FileWriter("/srv/" + name);
        // ruleid: java-path-traversal
        new java.io.RandomAccessFile("/srv/" + name, "r");
        // ok: java-path-traversal
        new java.io.FileInputStream("/srv/x");
        // ok: java-path-traversal
        new java.io.FileOutputStream("/srv/x");
        // ok: java-path-traversal
        new java.io.FileReader("/srv/x");
        // ok: java-path-traversal
        new java.io.FileWriter("/srv/x");
        // ok: java-path-traversal
        new java.io.RandomAccessFile("/srv/x", "r");
        // ruleid: java-path-traversal
        context.getResourceAsStream(name);
        // ok: java-path-traversal
        context.getResourceAsStream("/x");
        // ruleid: java-path-traversal
        part.write(part.getSubmittedFileName());
        // ok: java-path-traversal
        part.write("x");
    }

    void onFile(HttpServletRequest request) {
        File file = new File("/srv/" + request.getParameter("name"));
        // ruleid: java-path-traversal
        file.delete();
        // ok: java-path-traversal
        file.getParent();
        // ruleid: java-path-traversal
        new File("/srv", request.getParameter("name")).exists();
        // ok: java-path-traversal
        new File("/srv", "x").exists();
        java.io.File other = new java.io.File("/srv/" + request.getParameter("name"));
        // ruleid: java-path-traversal
        other.listFiles();
        // ok: java-path-traversal
        other.getName();
    }

    void upload(MultipartFile upload, FilePart filePart, FileItem item) throws IOException {
        // ruleid: java-path-traversal
        upload.transferTo(new File("/srv/" + upload.getOriginalFilename()));
        // ok: java-path-traversal
        upload.transferTo(new File("/srv/" + UUID.randomUUID()));
        // ok: java-path-traversal
        upload.transferTo(new File("/srv/" + FilenameUtils.getName(upload.getOriginalFilename())));
        // ruleid: java-path-traversal
        Files.createFile(Path.of("/srv", filePart.filename()));
        // ruleid: java-path-traversal
        new FileOutputStream("/srv/" + item.getName());
    }

    void checkedPath(HttpServletRequest request, Path base) throws IOException {
        Path path = base.resolve(request.getParameter("name")).normalize();
        if (!path.startsWith(base)) {
            throw new IOException();
        }
        // ok: java-path-traversal
        Files.readString(path);
    }

    void unchecked(HttpServletRequest request, Path base) throws IOException {
        Path path = base.resolve(request.getParameter("name")).normalize();
        if (!Files.isRegularFile(path)) {
            throw new IOException();
        }
        // ruleid: java-path-traversal
        Files.readString(path);
    }

    void checkedFile(HttpServletRequest request, File base) throws IOException {
        File file = new File(base, request.getParameter("name"));
        if (!file.getCanonicalPath().startsWith(base.getCanonicalPath())) {
            throw new IOException();
        }
        // ok: java-path-traversal
        new FileInputStream(file);
    }

    void checkedLater(HttpServletRequest request, File base) throws IOException {
        File file = new File(base, request.getParameter("name"));
        String canonical = file.getCanonicalPath();
        if (!canonical.startsWith(base.getCanonicalPath())) {
            throw new IOException();
        }
        // ok: java-path-traversal
        new FileInputStream(file);
    }

    void dots(HttpServletRequest request) throws IOException {
        String name = request.getParameter("name");
        if (name.contains("..")) {
            throw new IOException();
        }
        // ok: java-path-traversal
        new FileInputStream("/srv/" + name);
    }

    void forward(HttpServletRequest request, HttpServletResponse response) throws Exception {
        // ruleid: java-forward-injection
        request.getRequestDispatcher(request.getParameter("page")).forward(request, response);
        // ok: java-forward-injection
        request.getRequestDispatcher("/page.jsp").forward(request, response);
    }

    @GetMapping("/forward")
    String forwardTo(@RequestParam String page) {
        // ruleid: java-forward-injection
        return "forward:" + page;
    }

    @GetMapping("/number")
    String forwardNumber(@RequestParam int page) {
        // ok: java-forward-injection
        return "forward:" + page;
    }
}

class Archives {
    void zip(ZipInputStream in, File target) throws IOException {
        ZipEntry entry;
        while ((entry = in.getNextEntry()) != null) {
            File file = new File(target, entry.getName());
            // ruleid: java-zip-slip
            FileOutputStream out = new FileOutputStream(file);
        }
    }

    void zipChecked(ZipInputStream in, File target) throws IOException {
        ZipEntry entry;
        while ((entry = in.getNextEntry()) != null) {
            File file = new File(target, entry.getName());
            if (!file.getCanonicalPath().startsWith(target.getCanonicalPath() + File.separator)) {
                throw new IOException();
            }
            // ok: java-zip-slip
            FileOutputStream out = new FileOutputStream(file);
        }
    }

    void typed(ZipEntry zip, JarEntry jar, TarArchiveEntry tar, ZipArchiveEntry commons, ArchiveEntry any, java.util.zip.ZipEntry full, Path target) throws IOException {
        // ruleid: java-zip-slip
        Files.copy(stream, target.resolve(zip.getName()));
        // ok: java-zip-slip
        Files.copy(stream, target.resolve(Path.of(zip.getName()).getFileName()));
        // ruleid: java-zip-slip
        Files.write(target.resolve(jar.getName()), bytes);
        // ok: java-zip-slip
        Files.write(target.resolve("x"), jar.getName().getBytes());
        // ruleid: java-zip-slip
        Files.newOutputStream(target.resolve(tar.getName()));
        // ok: java-zip-slip
        Files.newOutputStream(target.resolve("x"));
        // ruleid: java-zip-slip
        Files.newBufferedWriter(target.resolve(commons.getName()));
        // ok: java-zip-slip
        Files.newBufferedWriter(target.resolve("x"));
        // ruleid: java-zip-slip
        Files.createFile(target.resolve(any.getName()));
        // ok: java-zip-slip
        Files.createFile(target.resolve("x"));
        // ruleid: java-zip-slip
        new FileWriter(new File("/srv", full.getName()));
        // ok: java-zip-slip
        new FileWriter(new File("/srv", "x"));
        // ruleid: java-zip-slip
        new RandomAccessFile("/srv/" + zip.getName(), "rw");
        // ok: java-zip-slip
        new RandomAccessFile("/srv/x", "rw");
        // ruleid: java-zip-slip
        FileUtils.copyInputStreamToFile(stream, new File("/srv", zip.getName()));
        // ok: java-zip-slip
        FileUtils.copyInputStreamToFile(stream, new File("/srv", "x"));
    }

    void streams(TarArchiveInputStream tar, JarInputStream jar, ZipArchiveInputStream zip, Path target) throws IOException {
        // ruleid: java-zip-slip
        Files.copy(tar, target.resolve(tar.getNextTarEntry().getName()));
        // ok: java-zip-slip
        Files.copy(tar, target.resolve(Integer.toString(number)));
        // ruleid: java-zip-slip
        Files.copy(jar, target.resolve(jar.getNextJarEntry().getName()));
        // ruleid: java-zip-slip
        Files.copy(zip, target.resolve(zip.getNextZipEntry().getName()));
    }
}
