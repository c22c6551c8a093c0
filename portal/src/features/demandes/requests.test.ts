import { expect, test } from "vitest";
import { bodyOf, byOperator, EMPTY, faultsOfStep, firstFaulty, nameOf, namesOf, SIRET, STEPS, stepOf, withoutStep, type OpenProcess } from "./requests";

const open = (code: string, name: string, operator: string): OpenProcess => ({ code, name, operator, description: null, validation: "Manual" });

test("a fault of the hub leads to the step of its field, the first first", () => {
  const faults = { processCodes: "a", "localAdministrator.email": "b", delegateEmail: "c" };
  expect([stepOf("companyRegister"), stepOf("localAdministrator.email"), stepOf("delegateEmail"), stepOf("processCodes.0"), stepOf("version")]).toEqual([1, 2, 3, 4, null]);
  expect(firstFaulty(faults)).toBe(2);
  expect(faultsOfStep(faults, 2)).toEqual({ "localAdministrator.email": "b" });
  expect(firstFaulty(withoutStep(faults, 2))).toBe(3);
  expect(firstFaulty({ confirm: "x" })).toBeNull();
});

test("every field of the form is in exactly one step", () => {
  const shown = STEPS.flatMap(({ fields }) => fields);
  expect(shown.toSorted()).toEqual(Object.keys(EMPTY).toSorted());
});

test("what was left empty is not sent, and a SIRET goes without its spaces", () => {
  const body = bodyOf({ ...EMPTY, companyRegister: "213 805 443 00016", requesterEmail: " ", processCodes: ["EtatCivil"] });
  expect([body.companyRegister, body.requesterEmail, body.delegateEmail, body.localAdministrator.phoneNumber]).toEqual(["21380544300016", null, null, null]);
});

test("a SIRET has fourteen digits, however they are parted", () => {
  expect(["21380544300016", "213 805 443 00016", "2138054430001", "2138054430001A"].map((each) => SIRET.validate.siret(each) === true)).toEqual([true, true, false, false]);
});

test("processes stand under their operators, with their codes where they share a name", () => {
  const every = [open("GRO", "Flux grossesses", "CNAF"), open("RCO", "Recensement", "DILA"), open("DSG", "Flux grossesses", "CNAF"), open("AEC", "Actes", "DILA")];
  expect(byOperator(every).map((each) => [each.operator, each.processes.map(({ code }) => code)])).toEqual([
    ["CNAF", ["DSG", "GRO"]],
    ["DILA", ["AEC", "RCO"]],
  ]);
  expect(every.map((each) => nameOf(each, every))).toEqual(["Flux grossesses (GRO)", "Recensement", "Flux grossesses (DSG)", "Actes"]);
  expect(namesOf(every)("CLOSED")).toBe("CLOSED");
});
