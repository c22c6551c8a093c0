"use strict";
const list = document.getElementById("mails");
const state = document.getElementById("state");
const filter = document.getElementById("to");
const dates = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Paris" });
let mails = [];
let isShown = false;

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** A mail's text; its links to this sandbox are followed by a click. */
function body(text) {
  const made = document.createElement("div");
  made.className = "text";
  for (const part of text.split(/(https?:\/\/\S+)/)) {
    if (part.startsWith(`${location.origin}/`)) {
      const link = element("a", part);
      link.href = part;
      made.append(link);
    } else made.append(part);
  }
  return made;
}

function show() {
  const wanted = filter.value.trim().toLowerCase();
  const chosen = mails.filter((mail) => mail.to.toLowerCase().includes(wanted)).reverse();
  list.replaceChildren(...chosen.map((mail) => {
    const item = document.createElement("li");
    item.append(element("h2", mail.subject), element("p", `À ${mail.to}, le ${dates.format(new Date(mail.sentAt))}`), body(mail.text));
    return item;
  }));
  state.textContent = chosen.length ? `${chosen.length} mail${chosen.length > 1 ? "s" : ""}` : "Aucun mail";
}

async function load() {
  try {
    const found = await (await fetch("/sandbox/mails")).json();
    const isNew = !isShown || found.length !== mails.length;
    mails = found;
    isShown = true;
    if (isNew) show(); // otherwise what is read, and where the focus is, stays
  } catch {
    isShown = false;
    state.textContent = "La boîte aux lettres ne répond pas.";
  }
}

filter.addEventListener("input", show);
load();
setInterval(load, 5000);
