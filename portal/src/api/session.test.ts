import { expect, it, onTestFinished } from "vitest";
import { LEFT, session } from "./session";

it("tells the time of the hub, whatever this machine's clock says", () => {
  onTestFinished(() => session.end(LEFT));
  expect(Math.abs(session.hubNow().getTime() - Date.now())).toBeLessThan(1000);
  const ahead = 5 * 3600_000;
  const endsAt = new Date(Date.now() + ahead + 60_000); // in a minute, by a clock that is five hours ahead
  session.begin("token", endsAt);
  session.prolong(endsAt, 60);
  expect(Math.abs(session.hubNow().getTime() - Date.now() - ahead)).toBeLessThan(1000);
});
