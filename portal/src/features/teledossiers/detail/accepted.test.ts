import { describe, expect, it } from "vitest";
import { acceptedInWords, acceptedType, acceptOf, sortFiles } from "./accepted";

const rules = { isAllowed: true, reason: null, formats: ["application/pdf", "application/xml"], formatLabels: ["PDF", "XML"], maxBytes: 10, maxFiles: 2 };
const file = (name: string, type: string, size = 5) => new File(["x".repeat(size)], name, { type });

describe("a file's type", () => {
  it("is the system's, where it is accepted", () => expect(acceptedType(file("a.bin", "application/pdf"), rules.formats)).toBe("application/pdf"));
  it("is told by its ending, where the system calls it otherwise", () => expect(acceptedType(file("a.XML", "text/xml"), rules.formats)).toBe("application/xml"));
  it("is none of those accepted", () => expect(acceptedType(file("a.gif", "image/gif"), rules.formats)).toBeNull());
});

describe("chosen files", () => {
  it("are sorted, each refused one with its reason", () => {
    const { accepted, faults } = sortFiles([file("a.pdf", "application/pdf"), file("b.gif", "image/gif"), file("c.pdf", "", 11), file("d.pdf", "", 0)], rules, 0);
    expect(accepted.map((each) => each.file.name)).toEqual(["a.pdf"]);
    expect(faults).toEqual([
      "Le fichier « b.gif » n'est pas dans un format accepté pour cette démarche. Formats acceptés : PDF, XML.",
      "Le fichier « c.pdf » est trop volumineux : 10 octets au plus.",
      "Le fichier « d.pdf » est vide.",
    ]);
  });
  it("are refused together when they are too many with those that wait", () => {
    const { accepted, faults } = sortFiles([file("a.pdf", "application/pdf"), file("b.pdf", "application/pdf")], rules, 1);
    expect([accepted, faults]).toEqual([[], ["2 pièces jointes au plus peuvent être transmises en une fois."]]);
  });
});

describe("what is accepted", () => {
  it("is as large as the administration wrote", () => {
    const large = { ...rules, maxBytes: 104_857_600 };
    expect(acceptedInWords(large)).toContain("Taille maximale : 100 Mo par fichier.");
    const heavy = Object.defineProperty(file("a.pdf", ""), "size", { value: 104_857_601 });
    expect(sortFiles([heavy], large, 0).faults).toEqual(["Le fichier « a.pdf » est trop volumineux : 100 Mo au plus."]);
  });
  it("is told before", () =>
    expect(acceptedInWords(rules)).toBe("Formats acceptés : PDF, XML. Taille maximale : 10 octets par fichier. 2 pièces jointes au plus en une fois."));
  it("is what the browser offers", () => expect(acceptOf(["application/pdf"])).toBe("application/pdf,.pdf"));
});
