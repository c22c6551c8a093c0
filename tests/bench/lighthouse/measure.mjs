/**
 * Lighthouse on one page of the portal, of somebody who is signed in: `CHROMIUM=/usr/bin/… node measure.mjs URL COOKIE mobile|desktop`.
 * Prints one line of JSON: the scores (0 to 100), the layout shift, and the compressed kilobytes of scripts and styles at first load.
 */
import lighthouse, { desktopConfig } from "lighthouse";
import puppeteer from "puppeteer-core";

const [url, cookie, form] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  headless: "shell",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
try {
  const page = await browser.newPage();
  await browser.setCookie({ name: "__Host-hubee-session", value: cookie, domain: "localhost", path: "/", secure: true, httpOnly: true, sameSite: "Strict" });
  await page.evaluateOnNewDocument(() => localStorage.setItem("hubee.session", "open"));
  const flags = { disableStorageReset: true, onlyCategories: ["performance", "accessibility", "best-practices"], logLevel: "error" };
  const { lhr } = await lighthouse(url, flags, form === "desktop" ? desktopConfig : undefined, page);
  const sizes = { Script: 0, Stylesheet: 0 };
  for (const each of lhr.audits["network-requests"].details.items) {
    if (each.resourceType in sizes) sizes[each.resourceType] += each.transferSize;
  }
  const failing = Object.values(lhr.categories).flatMap(({ auditRefs }) =>
    auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9).map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`.trim()),
  );
  const score = (name) => Math.round(lhr.categories[name].score * 100);
  const result = {
    page: lhr.finalDisplayedUrl,
    performance: score("performance"),
    accessibility: score("accessibility"),
    bestPractices: score("best-practices"),
    layoutShift: Number(lhr.audits["cumulative-layout-shift"].numericValue.toFixed(4)),
    scriptKilobytes: Math.round(sizes.Script / 100) / 10,
    styleKilobytes: Math.round(sizes.Stylesheet / 100) / 10,
    milliseconds: {
      firstPaint: Math.round(lhr.audits["first-contentful-paint"].numericValue),
      largestPaint: Math.round(lhr.audits["largest-contentful-paint"].numericValue),
      blocking: Math.round(lhr.audits["total-blocking-time"].numericValue),
    },
    failing,
  };
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
}
