import { expect, it, vi } from "vitest";
import { guardPage } from "./leaving";

const isAt = (path: string) => vi.waitFor(() => expect(window.location.pathname).toBe(path));

it("asks once, where one leaves before the browser is back where it asked", async () => {
  window.history.replaceState({ idx: 0 }, "", "/comptes");
  window.history.pushState({ idx: 1 }, "", "/comptes/1");
  const ask = vi.fn<(leave: () => void) => void>();
  const release = guardPage(ask);
  const late: number[] = [];
  const go = vi.spyOn(window.history, "go").mockImplementation((steps = 0) => void late.push(steps));
  window.history.back();
  await vi.waitFor(() => expect(ask).toHaveBeenCalledOnce());
  ask.mock.calls[0]?.[0]();
  go.mockRestore();
  expect(late).toEqual([1, -1]);
  window.history.go(1);
  await isAt("/comptes/1");
  window.history.go(-1);
  await isAt("/comptes");
  await new Promise((done) => setTimeout(done));
  expect(ask).toHaveBeenCalledOnce();
  release();
});

it("asks again where one stays, then goes back again", async () => {
  window.history.replaceState({ idx: 0 }, "", "/comptes");
  window.history.pushState({ idx: 1 }, "", "/comptes/1");
  const ask = vi.fn<(leave: () => void) => void>();
  const release = guardPage(ask);
  for (const times of [1, 2]) {
    window.history.back();
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(times));
    await isAt("/comptes/1");
  }
  release();
});
