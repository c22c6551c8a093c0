"use strict";
const list = document.getElementById("mails");
const state = document.getElementById("state");
const filter = document.getElementById("to");
const dates = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Paris" });
let mails = [];

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function show() {
  const wanted = filter.value.trim().toLowerCase();
  const chosen = mails.filter((mail) => mail.to.toLowerCase().includes(wanted)).reverse();
  list.replaceChildren(...chosen.map((mail) => {
    const item = document.createElement("li");
    item.append(element("h2", mail.subject), element("p", `À ${mail.to}, le ${dates.format(new Date(mail.sentAt))}`), element("pre", mail.text));
    return item;
  }));
  state.textContent = chosen.length ? `${chosen.length} courriel${chosen.length > 1 ? "s" : ""}` : "Aucun courriel";
}

async function load() {
  try {
    mails = await (await fetch("/sandbox/mails")).json();
    show();
  } catch {
    state.textContent = "La boîte aux lettres ne répond pas.";
  }
}

filter.addEventListener("input", show);
load();
setInterval(load, 5000);
