import { expect, it, vi } from "vitest";
import { TextField } from "../../shared/form/fields";
import { button, field, fill, show } from "../../vitest.page";
import { EMPTY } from "./requests";
import { StepForm } from "./StepForm";

const isOff = async () => (await button("Continuer")).getAttribute("aria-disabled");

function step(faults: Record<string, string>, onNext = () => {}) {
  return (
    <StepForm draft={{ ...EMPTY, postalCode: "38200" }} faults={faults} isSummed={false} keep={() => {}} onNext={onNext}>
      {(form) => <TextField form={form} name="postalCode" label="Code postal" isRequired />}
    </StepForm>
  );
}

it("goes on from a button that keeps the focus, and says what is missing to whoever presses it too early", async () => {
  const onNext = vi.fn<() => void>();
  show("/demande", step({}, onNext), () => undefined);
  fill(await field("Code postal *"), "");
  await vi.waitFor(async () => expect(await isOff()).toBe("true"));
  (await button("Continuer")).click();
  await vi.waitFor(() => expect(document.body.textContent).toContain("Ce champ est obligatoire."));
  fill(await field("Code postal *"), "38200");
  await vi.waitFor(async () => expect(await isOff()).toBe("false"));
  (await button("Continuer")).click();
  await vi.waitFor(() => expect(onNext).toHaveBeenCalledOnce());
});

it("stays greyed until what the hub found is corrected", async () => {
  show("/demande", step({ postalCode: "Ce code postal n'existe pas." }), () => undefined);
  await vi.waitFor(() => expect(document.body.textContent).toContain("Ce code postal n'existe pas."));
  await vi.waitFor(async () => expect(await isOff()).toBe("true"));
  fill(await field("Code postal *"), "38000");
  await vi.waitFor(async () => expect(await isOff()).toBe("false"));
});
