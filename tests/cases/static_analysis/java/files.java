class FileCases {
    void temporary(byte[] data) throws IOException {
        // ruleid: java-insecure-temporary-file
        new FileOutputStream("/tmp/report.csv");
        // ok: java-insecure-temporary-file
        new FileOutputStream("/srv/report.csv");
        // ruleid: java-insecure-temporary-file
        new FileWriter("/var/tmp/report.csv", true);
        // ok: java-insecure-temporary-file
        new FileWriter("report.csv");
        // ruleid: java-insecure-temporary-file
        new FileOutputStream(new File("/tmp/report.csv"));
        // ok: java-insecure-temporary-file
        new FileOutputStream(new File("/srv/report.csv"));
        // ruleid: java-insecure-temporary-file
        Files.newOutputStream(Paths.get("/tmp/report.csv"));
        // ok: java-insecure-temporary-file
        Files.newOutputStream(Paths.get("/srv/report.csv"));
        // ruleid: java-insecure-temporary-file
        Files.write(Paths.get("/tmp/report.csv"), data);
        // ruleid: java-insecure-temporary-file
        Files.write(Path.of("/tmp/report.csv"), data);
        // ok: java-insecure-temporary-file
        Files.write(Files.createTempFile("report", ".csv"), data);
        // ok: java-insecure-temporary-file
        Files.write(Paths.get("/srv/report.csv"), data);
        // ruleid: java-insecure-temporary-file
        Files.writeString(Path.of("/tmp/report.csv"), "");
        // ok: java-insecure-temporary-file
        Files.writeString(Path.of("/srv/report.csv"), "");
        // ruleid: java-insecure-temporary-file
        com.google.common.io.Files.createTempDir();
        // ok: java-insecure-temporary-file
        Files.createTempDirectory("report");
    }

    void folder() throws IOException {
        File folder = File.createTempFile("report", "");
        folder.delete();
        // ruleid: java-insecure-temporary-file
        folder.mkdir();
        File other = new File("/srv/report");
        other.delete();
        // ok: java-insecure-temporary-file
        other.mkdir();
    }

    void modes(File file, Set<PosixFilePermission> set) {
        // ruleid: java-world-writable-file
        file.setWritable(true, false);
        // ok: java-world-writable-file
        file.setWritable(true, true);
        // ruleid: java-world-writable-file
        PosixFilePermissions.fromString("rwxrwxrwx");
        // ok: java-world-writable-file
        PosixFilePermissions.fromString("rw-r--r--");
        // ruleid: java-world-writable-file
        set.add(PosixFilePermission.OTHERS_WRITE);
        // ok: java-world-writable-file
        set.add(PosixFilePermission.OWNER_WRITE);
    }
}
