// Judge pages with one Chromium, one after the other. usage: lighthouse.mjs mobile|desktop SECONDS ADDRESS...
// Prints a JSON list: for each address its scores, the audits that lowered them, and what went wrong.
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { pageFunctions } from "lighthouse/core/lib/page-functions.js";

// How fast the machine is takes a second for each page to learn, and only warnings come of it.
pageFunctions.computeBenchmarkIndex = () => 2000;

const [form, seconds, ...addresses] = process.argv.slice(2);
const chrome = await launch({
  chromePath: process.env.CHROME_PATH || "/usr/bin/chromium",
  chromeFlags: [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
  ],
});
process.on("SIGTERM", () => { chrome.kill(); process.exit(1); });
setTimeout(() => { chrome.kill(); process.exit(1); }, 1000 * seconds).unref();

const config = {
  extends: "lighthouse:default",
  settings: {
    ...(form === "desktop" ? desktopConfig.settings : {}),
    onlyCategories: ["accessibility", "best-practices", "seo", "performance"],
    // Pages of a few files are at rest at once. Not 0: then the first paint is missed and there is no performance score.
    pauseAfterFcpMs: 100,
    pauseAfterLoadMs: 100,
    networkQuietThresholdMs: 100,
    cpuQuietThresholdMs: 100,
    maxWaitForLoad: 15000,
    disableFullPageScreenshot: true,
    skipAudits: ["screenshot-thumbnails", "final-screenshot", "bf-cache"],
  },
};

// The audits that keep a category from its full score, each with the elements or addresses that it names.
function lowered(lhr, category) {
  const low = category.auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1);
  return Object.fromEntries(low.map(({ id }) => [
    id, (lhr.audits[id].details?.items ?? []).map(item => item.node?.snippet ?? item.url ?? item.source ?? JSON.stringify(item)),
  ]));
}

try {
  const judged = [];
  for (const address of addresses) {
    const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: "error" }, config);
    const audits = Object.values(lhr.audits);
    judged.push({
      address,
      scores: Object.fromEntries(Object.entries(lhr.categories).map(([name, category]) => [name, category.score])),
      low: Object.fromEntries(Object.entries(lhr.categories).map(([name, category]) => [name, lowered(lhr, category)])),
      faults: [
        ...lhr.runWarnings,
        ...(lhr.runtimeError ? [lhr.runtimeError.message] : []),
        ...audits.filter(audit => audit.scoreDisplayMode === "error").map(audit => `${audit.id}: ${audit.errorMessage}`),
      ],
    });
  }
  chrome.kill();
  // Timers that Lighthouse leaves behind would keep Node.js alive for five seconds more.
  process.stdout.write(JSON.stringify(judged), () => process.exit(0));
} finally {
  chrome.kill();
}
