import { useForm } from "react-hook-form";
import { expect, it, vi } from "vitest";
import { button, field, fill, show } from "../../vitest.page";
import { Refusal } from "../../api/refusal";
import { changesIn } from "./changes";
import { TextField } from "./fields";
import { useSeen } from "./useSeen";
import { useSubmit } from "./useSubmit";

interface Town {
  name: string;
  country: string;
  version: number;
}

let stored: Town;

function Form({ present }: { present: Town }) {
  const valuesOf = ({ name, country }: Town) => ({ name, country });
  const form = useForm({ defaultValues: valuesOf(present) });
  const { save, notice } = useSeen(form, present, {
    title: "Cette commune a été modifiée",
    valuesOf,
    changesBetween: (before, after) => changesIn({ name: "Nom", country: "Pays" }, before, after),
    readAgain: async () => stored,
  });
  const submit = useSubmit(form, async (values) => {
    await save(async (seen) => {
      if (seen.version !== stored.version) throw new Refusal(409, { errors: [{ message: "Elle a changé." }], reason: "CHANGED" });
      stored = { ...values, version: stored.version + 1 };
      return stored;
    });
  });
  return (
    <form onSubmit={submit}>
      {notice}
      <TextField form={form} name="name" label="Nom" />
      <TextField form={form} name="country" label="Pays" />
      <button type="submit">Enregistrer</button>
    </form>
  );
}

const present: Town = { name: "Vienne", country: "", version: 1 };

it("tells what somebody else changed, takes it over, keeps what was typed, and is saved the second time", async () => {
  stored = { name: "Vienne (Isère)", country: "France", version: 2 };
  show("/", <Form present={present} />, () => undefined);
  fill(await field("Nom"), "Ville de Vienne");
  (await button("Enregistrer")).click();
  await vi.waitFor(() => expect([...document.querySelectorAll("[role=alert] li")].map((each) => each.textContent)).toEqual(["Nom : Vienne → Vienne (Isère)", "Pays : non renseigné → France"]));
  expect([(await field("Nom")).value, (await field("Pays")).value, stored.version]).toEqual(["Ville de Vienne", "France", 2]);
  (await button("Enregistrer")).click();
  await vi.waitFor(() => expect(stored).toEqual({ name: "Ville de Vienne", country: "France", version: 3 }));
  await vi.waitFor(() => expect(document.querySelector("[role=alert]")).toBeNull());
});

it("is saved at once where nothing changed that it shows", async () => {
  stored = { ...present, version: 7 };
  show("/", <Form present={present} />, () => undefined);
  fill(await field("Pays"), "France");
  (await button("Enregistrer")).click();
  await vi.waitFor(() => expect(stored).toEqual({ name: "Vienne", country: "France", version: 8 }));
});
