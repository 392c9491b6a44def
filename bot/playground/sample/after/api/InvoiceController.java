package shop.api;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class InvoiceController {
    private static final Path INVOICES = Path.of("/srv/invoices");

    @GetMapping("/invoices/terms")
    public byte[] terms() throws IOException {
        return Files.readAllBytes(INVOICES.resolve("terms.pdf"));
    }

    /** One invoice as its customer downloads it. */
    @GetMapping("/invoices")
    public byte[] invoice(@RequestParam String name, @RequestParam int year) throws IOException {
        String folder = "/srv/invoices/" + year + "/";
        try (FileInputStream stream = new FileInputStream(folder + name)) {
            return stream.readAllBytes();
        }
    }
}
