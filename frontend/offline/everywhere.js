// On every page: a copy whose time is over, or that is another person's, goes; what waits is sent; and whoever signs
// out is told first what would be lost.
import { send } from "./sending.js";
import { copyAtHand, forgetCopy, isInUse, unsent, wipe } from "./store.js";

const form = document.querySelector('[data-module="app-sign-out"]');
const account = form && Number(form.dataset.account);
const mine = async () => (await unsent()).filter((entry) => entry.account === account);

async function lookAfter() {
  if (!(await isInUse())) return;
  const copy = await copyAtHand();
  if (!form) return;
  if (copy && copy.account !== account) await forgetCopy();
  await send();
  const { length } = await mine();
  const link = document.querySelector('[data-module="app-unsent"]');
  link.hidden = !length;
  link.querySelector("span").textContent = length;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    if (await isInUse()) {
      if ((await mine()).length) return window.location.assign("/offline?leaving");
      await wipe(account);
    }
  } catch (problem) {
    // A browser that keeps nothing has nothing to wipe.
    console.info(problem);
  }
  return form.submit();
});

if (window.isSecureContext) lookAfter().catch(console.info);
