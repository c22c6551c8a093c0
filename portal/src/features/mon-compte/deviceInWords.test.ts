import { describe, expect, it } from "vitest";
import { deviceInWords } from "./deviceInWords";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

describe("a session is told by the browser and the system it was opened with", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Linux"],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`, "Edge sur Windows"],
    [`Mozilla/5.0 (Linux; Android 16; Pixel 9) ${WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36`, "Chrome sur Android"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "Safari sur iPhone"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15", "Safari sur Mac"],
    ["curl/8.5", "Navigateur inconnu"],
    ["", "Navigateur inconnu"],
  ])("%s", (userAgent, words) => expect(deviceInWords(userAgent)).toBe(words));
});
