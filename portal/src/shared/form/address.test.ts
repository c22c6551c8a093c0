import { describe, expect, it } from "vitest";
import { addressFault } from "./address";

describe("an address", () => {
  it.each(["", "zoe@mairie-vienne.test", "zoe.o'brien+hubee@mairie.fr"])("may be %j", (address) => expect(addressFault(address)).toBeNull());
  it.each(["zoe", "zoe@mairie", "zoe @mairie.fr", "@mairie.fr"])("has a shape, which %j has not", (address) => expect(addressFault(address)).toMatch(/n'est pas valide/));
  it.each(["zoé@mairie-vienne.test", "zoe@mairie-sète.fr", "zoe\u200b@mairie.fr"])("is one that mails can be sent to, unlike %j", (address) =>
    expect(addressFault(address)).toMatch(/lettre accentuée .* aucun message/),
  );
});
