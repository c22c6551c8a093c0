import { afterEach, expect, test, vi } from "vitest";
import { copy } from "./clipboard";

afterEach(() => vi.unstubAllGlobals());

test("a text is asked for once, and is told even where the clipboard refuses it", async () => {
  const fetchText = vi.fn<() => Promise<string>>(() => Promise.resolve("secret"));
  vi.stubGlobal("ClipboardItem", undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.reject(new Error("no")) } });
  expect(await copy(fetchText)).toEqual({ text: "secret", isCopied: false });
  expect(fetchText).toHaveBeenCalledTimes(1);
});

test("without any clipboard, the text is told too", async () => {
  vi.stubGlobal("ClipboardItem", undefined);
  vi.stubGlobal("navigator", {});
  expect(await copy(() => Promise.resolve("secret"))).toEqual({ text: "secret", isCopied: false });
});

test("what the hub refuses is thrown, and nothing is copied", async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>(() => Promise.resolve());
  vi.stubGlobal("ClipboardItem", undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  await expect(copy(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  expect(writeText).not.toHaveBeenCalled();
});
