import { describe, expect, it } from "vitest";
import { idKeeper } from "./texts";

describe("the id of a text", () => {
  it("stays while the text does, and is another for another text", () => {
    let made = 0;
    const idOf = idKeeper(() => `id-${++made}`);
    expect([idOf("Bonjour"), idOf("Bonjour"), idOf("Bonjour !"), idOf("Bonjour !")]).toEqual(["id-1", "id-1", "id-2", "id-2"]);
  });
});
