import { expect, it } from "vitest";
import { processLabel } from "./processLabel";

it("tells processes of one name apart by their codes", () => {
  const known = [
    { code: "EtatCivil", name: "Demande d'actes d'état civil (AEC)" },
    { code: "RSABEI", name: "Flux RSA MSA" },
    { code: "MSABEI", name: "Flux RSA MSA" },
  ];
  expect(known.map((each) => processLabel(each, known))).toEqual(["Demande d'actes d'état civil (AEC)", "Flux RSA MSA – RSABEI", "Flux RSA MSA – MSABEI"]);
});
