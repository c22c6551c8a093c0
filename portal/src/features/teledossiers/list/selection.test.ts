import { describe, expect, it } from "vitest";
import { afterBoxes, afterRefresh, MOST, offersFor, readersOf, reasonFor, type Row, type Selection } from "./selection";
import { pageNumber, trailOf } from "./trail";

const row = (id: string, more: Partial<Row> = {}) => ({ id, download: { isAllowed: true, reason: null }, manage: { isAllowed: true, reason: null }, targets: [], ...more }) as unknown as Row;
const selected = (...rows: Row[]): Selection => new Map(rows.map((each) => [each.id, each]));

describe("what is selected", () => {
  it("stays when another page is shown", () => {
    const { selection } = afterBoxes(selected(row("a")), new Set(["a", "b"]), [row("b"), row("c")]);
    expect([...selection.keys()]).toEqual(["a", "b"]);
  });
  it("goes with its box", () => {
    expect([...afterBoxes(selected(row("a"), row("b")), new Set(["b"]), [row("a"), row("b")]).selection.keys()]).toEqual(["b"]);
  });
  it("ends where the hub would take no more, and says so", () => {
    const full = selected(...Array.from({ length: MOST - 1 }, (_, index) => row(`r${index}`)));
    const after = afterBoxes(full, new Set([...full.keys(), "x", "y"]), [row("x"), row("y")]);
    expect([after.selection.size, after.isFull, after.selection.has("x"), after.selection.has("y")]).toEqual([MOST, true, true, false]);
    expect(afterBoxes(full, new Set([...full.keys(), "x"]), [row("x")]).isFull).toBe(false);
  });
  it("is as the hub last told it", () => {
    const [old, fresh] = [row("a", { label: "Nouveau" }), row("a", { label: "Reçu" })];
    expect(afterRefresh(selected(old), [fresh, row("b")]).get("a")?.label).toBe("Reçu");
    const same = selected(old);
    expect(afterRefresh(same, [row("b")])).toBe(same);
  });
});

describe("what may be done with it", () => {
  const closed = row("c", { download: { isAllowed: false, reason: "Ce télédossier est « Clos »." } });
  it("may be done while it may with one", () => expect(reasonFor(selected(closed, row("a")), "download")).toBeNull());
  it("is refused in the hub's words where it may with none", () => expect(reasonFor(selected(closed), "download")).toBe("Ce télédossier est « Clos »."));
  it("is refused for each of several reasons, with how many it is for", () => {
    const others = ["x", "y"].map((id) => row(id, { download: { isAllowed: false, reason: "Il est archivé." } }));
    expect(reasonFor(selected(closed, ...others), "download")).toBe("Pour 1 télédossier : Ce télédossier est « Clos ». Pour 2 télédossiers : Il est archivé.");
  });
  it("counts how many each status is open to, and how many of them ask for what", () => {
    const one = row("a", { targets: [{ status: "DONE", needs: null }, { status: "REFUSED", needs: "reason" }] });
    const other = row("b", { targets: [{ status: "DONE", needs: "message" }] });
    expect(offersFor(selected(one, other), ["DONE", "REFUSED", "ADD_AWAITING"])).toEqual([
      { status: "DONE", count: 2, needs: new Map([["message", 1]]) },
      { status: "REFUSED", count: 1, needs: new Map([["reason", 1]]) },
      { status: "ADD_AWAITING", count: 0, needs: new Map() },
    ]);
  });
});

describe("whom a text goes to", () => {
  const offer = (count: number, needs: [string, number][]) => ({ status: "DONE", count, needs: new Map(needs) });
  it.each([
    [offer(1, [["message", 1]]), "Il est transmis à la personne concernée."],
    [offer(3, [["message", 3]]), "Il est transmis à chacune des personnes concernées."],
    [offer(3, [["message", 2]]), "Il est transmis à 2 des 3 personnes concernées : les autres démarches n'en prévoient pas."],
  ])("is told, those of the processes that ask for it and nobody else", (each, words) => expect(readersOf(each, "message")).toBe(words));
});

describe("the pages that led here", () => {
  it.each([null, {}, { trail: "a" }, { trail: [1] }])("are none in %j", (state) => expect(trailOf(state)).toEqual([]));
  it("number this one", () => {
    expect([pageNumber(undefined, []), pageNumber("b", ["", "a"]), pageNumber("b", [])]).toEqual([1, 3, null]);
  });
});
