// D18: a server that cannot be reached does not look like an empty table, and loses nothing.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import {
  addPerson,
  alerts,
  choose,
  countSays,
  dialog,
  dialogsAreClosed,
  entry,
  entryCountIs,
  eventuallyStored,
  fill,
  panelShows,
  rows,
} from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const { test } = application({ persons: 50 });

const ADDRESS = { "Street Address": "7 Typed St", City: "Salem", "State/Province": "OR", "Postal Code": "97301" };
const REFUSED = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED/;

test("D18: data that cannot be loaded is an error with a way to retry, not an empty table", { open: false }, async (scene) => {
  const { page, visit, watch } = scene;
  await page.route("**/api/**", (route) => route.abort("connectionrefused"));
  watch.expectError(/ERR_CONNECTION_REFUSED/);
  await visit("/");
  await page.getByRole("heading", { name: "The persons could not be loaded" }).waitFor();
  assert.equal(await page.getByText("No persons").count(), 0);
  assert.equal(await page.getByTestId("person-count").textContent(), "");

  await page.unroute("**/api/**");
  const retry = page.getByRole("button", { name: "Retry" });
  await retry.first().click();
  await countSays(page, "50 persons");
  await rows(page).first().waitFor();
  await eventually(page, async () => assert.equal(await page.getByRole("alert").count(), 0));
});

test("D18: one collection that cannot be loaded is named, and does not look empty", { open: false }, async (scene) => {
  const { page, server, visit, watch } = scene;
  const [person] = await server.all("/api/persons");
  await page.route("**/api/contacts?**", (route) => route.abort("connectionrefused"));
  watch.expectError(/ERR_CONNECTION_REFUSED/);
  await visit(`/?person=${person.id}`);
  await panelShows(page, person);
  await page.getByRole("alert").filter({ hasText: "Contact info could not be loaded" }).waitFor();
  assert.equal(await page.getByText("No contacts").count(), 0);
  await page.unroute("**/api/contacts?**");
  await page.getByRole("button", { name: "Retry" }).click();
  const { contacts } = (await server.request("GET", `/api/persons/${person.id}/all`)).body;
  await entryCountIs(page, "Contact Info", contacts.length);
});

test("a page that comes back to sight and cannot load again says that it may be out of date, and Retry loads", async ({ page, server, watch }) => {
  await page.route("**/api/**", (route) => route.abort("connectionrefused"));
  watch.expectError(/ERR_CONNECTION_REFUSED/);
  await page.clock.setFixedTime(Date.now() + 60_000);
  await page.evaluate(() => dispatchEvent(new Event("visibilitychange")));
  const banner = page.getByRole("status").filter({ hasText: "What others changed could not be loaded" });
  await banner.waitFor();
  // What was loaded before is still there.
  await rows(page).first().waitFor();
  await countSays(page, "50 persons");

  await addPerson(server);
  await page.unroute("**/api/**");
  await banner.getByRole("button", { name: "Retry" }).click();
  await countSays(page, "51 persons");
  await eventually(page, async () => assert.equal(await banner.count(), 0));
});

test("D18: a server that dies during a write is told; nothing is lost; Retry works when it is back", { open: false }, async (scene) => {
  const { page, server, visit, watch } = scene;
  const person = await addPerson(server);
  await visit(`/?person=${person.id}`);
  watch.expectError(REFUSED);
  await server.kill();
  await page.getByRole("button", { name: "Add addresses" }).click();
  const form = dialog(page, "Add Address");
  await fill(form, ADDRESS);
  await form.getByRole("button", { name: "Add Address" }).click();
  await dialogsAreClosed(page);
  await alerts(page).getByText("The address was not added").waitFor();
  await alerts(page).getByText("The server cannot be reached.").waitFor();
  await entryCountIs(page, "Addresses", 0);
  // The rest of the data is still there.
  await panelShows(page, person);
  await rows(page).first().waitFor();

  await server.restart();
  await alerts(page).getByRole("button", { name: "Retry" }).click();
  await entry(page, "Addresses", "7 Typed St").waitFor();
  await eventuallyStored(page, server, person, ({ addresses }) => assert.deepEqual(addresses.map(({ street }) => street), ["7 Typed St"]));
  assert.equal(await alerts(page).count(), 0);
});

test("D18: a lost answer does not become a second row", { open: false }, async (scene) => {
  const { page, server, visit, watch } = scene;
  const person = await addPerson(server);
  await visit(`/?person=${person.id}`);
  // The request arrives and is carried out; its answer does not.
  await page.route("**/addresses", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  }, { times: 1 });
  watch.expectError(/ERR_CONNECTION_RESET/);
  watch.expectError(/status of 409/);
  await page.getByRole("button", { name: "Add addresses" }).click();
  await fill(dialog(page, "Add Address"), ADDRESS);
  await dialog(page, "Add Address").getByRole("button", { name: "Add Address" }).click();
  await alerts(page).getByRole("button", { name: "Retry" }).click();
  await entryCountIs(page, "Addresses", 1);
  await eventuallyStored(page, server, person, ({ addresses }) => assert.equal(addresses.length, 1));
  await eventually(page, async () => assert.equal(await alerts(page).count(), 0));
});

test("what was saved survives a crash of the server", async ({ page, server, reload }) => {
  await page.getByRole("button", { name: "Create Person" }).click();
  await fill(dialog(page, "Create Person"), { "First Name": "Crash", "Last Name": "Survivor" });
  await dialog(page, "Create Person").getByRole("button", { name: "Create Person" }).click();
  await eventually(page, async () => {
    assert.ok((await server.all("/api/persons")).some(({ lastName }) => lastName === "Survivor"));
  });
  await server.kill();
  await server.restart();
  await reload();
  await panelShows(page, { firstName: "Crash", lastName: "Survivor" });
});

test("D18: a page without network says that it is offline, goes on showing its data, and says when it is over", async (scene) => {
  const { page, context, server } = scene;
  const [person] = await server.all("/api/persons");
  await context.setOffline(true);
  const banner = page.getByRole("status").filter({ hasText: "You are offline" });
  await banner.waitFor();
  await choose(page, person);
  await context.setOffline(false);
  await banner.waitFor({ state: "detached" });
});
