import { useForm } from "react-hook-form";
import { expect, it, vi } from "vitest";
import { button, field, fill, show } from "../../vitest.page";
import { Dialog } from "../Dialog";
import { TextField } from "./fields";
import { SubmitButton } from "./SubmitButton";
import { useSubmit } from "./useSubmit";

function Form({ send }: { send: () => Promise<void> }) {
  const form = useForm({ defaultValues: { name: "" }, mode: "onTouched" });
  return (
    <form onSubmit={useSubmit(form, send)} noValidate>
      <TextField form={form} name="name" label="Nom" isRequired />
      <SubmitButton form={form}>Enregistrer</SubmitButton>
    </form>
  );
}

it("keeps the focus while it sends, and sends once, whatever presses it", async () => {
  let answer = () => {};
  const send = vi.fn<() => Promise<void>>(() => new Promise((resolve) => (answer = resolve)));
  show("/", <Form send={send} />, () => undefined);
  fill(await field("Nom *"), "Vienne");
  const save = await button("Enregistrer");
  await vi.waitFor(() => expect(save.getAttribute("aria-disabled")).toBe("false"));
  save.focus();
  save.click();
  await vi.waitFor(() => expect(save.getAttribute("aria-busy")).toBe("true"));
  save.click();
  save.form?.requestSubmit(); // Enter in a field
  answer();
  await vi.waitFor(() => expect(save.getAttribute("aria-busy")).toBe("false"));
  expect(send).toHaveBeenCalledTimes(1);
  expect(document.activeElement).toBe(save);
});

it("shows what is missing to whoever presses it too early, and sends nothing", async () => {
  const send = vi.fn<() => Promise<void>>();
  show("/", <Form send={send} />, () => undefined);
  (await button("Enregistrer")).click();
  await vi.waitFor(() => expect(document.body.textContent).toContain("Ce champ est obligatoire."));
  expect(document.activeElement).toBe(await field("Nom *"));
  expect(send).not.toHaveBeenCalled();
});

it("is in a dialog, which begins at its first field and keeps the focus on what was pressed", async () => {
  const press = vi.fn<() => void>();
  const dialog = (isSending: boolean) => (
    <Dialog title="Commentaire" onClose={() => {}} actions={[{ children: "Envoyer", disabled: isSending, onClick: press }]}>
      <label>
        Message
        <textarea />
      </label>
    </Dialog>
  );
  show("/", dialog(true), () => undefined);
  const send = await button("Envoyer");
  await vi.waitFor(() => expect(document.activeElement?.tagName).toBe("TEXTAREA"));
  send.focus();
  send.click();
  expect([document.activeElement, send.getAttribute("aria-disabled"), press.mock.calls]).toEqual([send, "true", []]);
});
