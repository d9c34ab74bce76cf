// Writes: shown at once, sent once, confirmed by the answer or taken back with a reason.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import {
  addChild,
  addPerson,
  alerts,
  dialog,
  dialogsAreClosed,
  entries,
  entry,
  entryCountIs,
  eventuallyStored,
  fieldHasFocus,
  fieldSays,
  fill,
  panel,
  panelShows,
} from "../harness/persons.js";
import { eventually, frame, hold } from "../harness/wait.js";

const { test } = application({ persons: 50 });

const ADDRESS = { "Street Address": "7 Typed St", City: "Salem", "State/Province": "OR", "Postal Code": "97301" };

/** Fills in the form for a new address and submits it. */
async function addAddress(page, values = ADDRESS) {
  await page.getByRole("button", { name: "Add addresses" }).click();
  const form = dialog(page, "Add Address");
  await fill(form, values);
  await form.getByRole("button", { name: "Add Address" }).click();
  await dialogsAreClosed(page);
}

/** Opens the page on a new person. */
async function open({ server, visit, watch }, ...addresses) {
  const person = await addPerson(server);
  for (const address of addresses) {
    await addChild(server, person, "addresses", address);
  }
  await visit(`/?person=${person.id}`);
  watch.forgetRequests();
  return person;
}

/** Answers the page's next writes as a server would that refuses them. */
function refuse(page, url, problem) {
  return page.route(url, (route) =>
    route.request().method() === "GET"
      ? route.continue()
      : route.fulfill({ status: problem.status, contentType: "application/problem+json", body: JSON.stringify(problem) }),
  );
}

test("D15: adding an address is one request with the row in it, and none after it", { open: false }, async (scene) => {
  const { page, server, watch } = scene;
  const person = await open(scene);
  await addAddress(page);
  await entryCountIs(page, "Addresses", 1);
  await eventuallyStored(page, server, person, ({ addresses }) => assert.equal(addresses.length, 1));
  // Whatever else the client wanted to ask on the answer, it would ask now: another write goes through the same queue.
  await page.getByRole("button", { name: "Edit address" }).click();
  await fill(dialog(page, "Edit Address"), { City: "Eugene" });
  await dialog(page, "Edit Address").getByRole("button", { name: "Update Address" }).click();
  await eventuallyStored(page, server, person, ({ addresses: [address] }) => assert.equal(address.city, "Eugene"));
  await frame(page);

  const { addresses: [address] } = await server.request("GET", `/api/persons/${person.id}/all`).then(({ body }) => body);
  const url = `/api/persons/${person.id}/addresses`;
  const { id } = address;
  assert.deepEqual(watch.requests(), [
    {
      method: "POST",
      path: url,
      body: { ...address, city: "Salem" },
    },
    { method: "PATCH", path: `${url}/${id}`, body: { city: "Eugene" } },
  ]);
});

test("D13: a new row does not go away again while the server's index lags behind", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene);
  // Counts every change of the section from now on, also those between two frames.
  await page.evaluate(() => {
    const section = document.querySelector("[data-testid=section-addresses]");
    globalThis.seen = [];
    new MutationObserver(() => globalThis.seen.push(section.querySelectorAll("[data-testid=entry]").length)).observe(section, {
      childList: true,
      subtree: true,
    });
  });
  await addAddress(page);
  await entryCountIs(page, "Addresses", 1);
  await eventuallyStored(page, server, person, ({ addresses }) => assert.equal(addresses.length, 1));
  await frame(page);
  const seen = await page.evaluate(() => globalThis.seen);
  assert.deepEqual(seen, [...seen].sort(), "the number of entries never goes down");
  assert.equal(seen.at(-1), 1);
});

test("a row is shown before the server answers, and stays the same element after it", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene);
  const write = await hold(page, "**/addresses", "POST");
  await addAddress(page);
  await entryCountIs(page, "Addresses", 1);
  await write.arrived;
  assert.deepEqual((await server.request("GET", `/api/persons/${person.id}/addresses`)).body.items, []);
  await entries(page, "Addresses").evaluate((element) => (globalThis.element = element));
  write.release();
  await eventuallyStored(page, server, person, ({ addresses }) => assert.equal(addresses.length, 1));
  await frame(page);
  assert.ok(await entries(page, "Addresses").evaluate((element) => element === globalThis.element));
});

test("D17: a write that the server refuses is taken back, with its reason, and what was typed is kept", { open: false }, async (scene) => {
  const { page, watch } = scene;
  await open(scene);
  await refuse(page, "**/addresses", {
    type: "urn:lockstep:problem:invalid",
    title: "Some fields are not valid",
    status: 422,
    detail: "the address is refused: 2 of its fields are not valid",
    errors: [
      { path: "/city", code: "format", message: "There is no such city" },
      { path: "/postalCode", code: "format", message: "There is no such postal code" },
    ],
  });
  watch.expectError(/status of 422/);
  await addAddress(page);
  const alert = alerts(page);
  await alert.getByText("The address was not added").waitFor();
  await entryCountIs(page, "Addresses", 0);

  await alert.getByRole("button", { name: "Edit again" }).click();
  const form = dialog(page, "Add Address");
  for (const [label, value] of Object.entries(ADDRESS)) {
    assert.equal(await form.getByLabel(label).inputValue(), value);
  }
  await fieldSays(page, form, "City", "There is no such city");
  await fieldSays(page, form, "Postal Code", "There is no such postal code");
  await fieldHasFocus(page, form, "City");

  await page.unroute("**/addresses");
  await fill(form, { City: "Portland" });
  await fieldSays(page, form, "City", null);
  await form.getByRole("button", { name: "Add Address" }).click();
  await entry(page, "Addresses", "Portland, OR 97301").waitFor();
  await eventually(page, async () => assert.equal(await alerts(page).count(), 0));
});

test("D6: an edit of an address that somebody deleted brings nothing back, and is told", { open: false }, async (scene) => {
  const { page, server, watch } = scene;
  const person = await open(scene, { street: "1 Gone St" });
  const { addresses: [{ id }] } = (await server.request("GET", `/api/persons/${person.id}/all`)).body;
  await entry(page, "Addresses", "1 Gone St").getByRole("button", { name: "Edit address" }).click();
  await server.request("DELETE", `/api/persons/${person.id}/addresses/${id}`);
  watch.expectError(/status of 404/);
  await fill(dialog(page, "Edit Address"), { City: "Nowhere" });
  await dialog(page, "Edit Address").getByRole("button", { name: "Update Address" }).click();
  await alerts(page).getByText("The address was not changed").waitFor();
  // It is known now that the row is gone.
  await entryCountIs(page, "Addresses", 0);
  await eventuallyStored(page, server, person, ({ addresses }) => assert.deepEqual(addresses, []));
});

test("D6: a row for a person that somebody deleted is refused, and is told", { open: false }, async (scene) => {
  const { page, server, watch } = scene;
  const person = await open(scene);
  await server.request("DELETE", `/api/persons/${person.id}`);
  watch.expectError(/status of 404/);
  await addAddress(page);
  await alerts(page).getByText("The address was not added").waitFor();
  await entryCountIs(page, "Addresses", 0);
  assert.deepEqual((await server.all("/api/addresses")).filter(({ personId }) => personId === person.id), []);
});

test("deleting what somebody else deleted is no failure", { open: false }, async (scene) => {
  const { page, server, watch } = scene;
  const person = await open(scene, { street: "1 Gone St" });
  const { addresses: [{ id }] } = (await server.request("GET", `/api/persons/${person.id}/all`)).body;
  await server.request("DELETE", `/api/persons/${person.id}/addresses/${id}`);
  watch.expectError(/status of 404/);
  const answered = page.waitForResponse((response) => response.request().method() === "DELETE");
  await page.getByRole("button", { name: "Delete address" }).click();
  await dialog(page, "Delete Address").getByRole("button", { name: "Delete" }).click();
  await answered;
  await entryCountIs(page, "Addresses", 0);
  assert.equal(await alerts(page).count(), 0);
});

test("D17: a refused edit shows the old values again, and keeps the new ones for another attempt", { open: false }, async (scene) => {
  const { page, watch } = scene;
  await open(scene, { street: "1 Old St" });
  await refuse(page, "**/addresses/*", { type: "urn:lockstep:problem:conflict", title: "The row is contended", status: 409, detail: "Others change it too." });
  watch.expectError(/status of 409/);
  await page.getByRole("button", { name: "Edit address" }).click();
  await fill(dialog(page, "Edit Address"), { "Street Address": "2 New St" });
  await dialog(page, "Edit Address").getByRole("button", { name: "Update Address" }).click();
  await alerts(page).getByText("The address was not changed").waitFor();
  await entry(page, "Addresses", "1 Old St").waitFor();
  await alerts(page).getByRole("button", { name: "Edit again" }).click();
  assert.equal(await dialog(page, "Edit Address").getByLabel("Street Address").inputValue(), "2 New St");
});

test("D17: a refused deletion brings the row back", { open: false }, async (scene) => {
  const { page, watch } = scene;
  await open(scene, { street: "1 Back St" });
  await refuse(page, "**/addresses/*", { type: "about:blank", title: "Internal error", status: 500, detail: "" });
  watch.expectError(/status of 500/);
  await page.getByRole("button", { name: "Delete address" }).click();
  await dialog(page, "Delete Address").getByRole("button", { name: "Delete" }).click();
  await alerts(page).getByText("The address was not deleted").waitFor();
  await entry(page, "Addresses", "1 Back St").waitFor();
});

test("D17: a refused person is taken back, and the panel with it", async ({ page, server, watch }) => {
  await refuse(page, "**/api/persons", { type: "about:blank", title: "Internal error", status: 500, detail: "" });
  watch.expectError(/status of 500/);
  await page.getByRole("button", { name: "Create Person" }).click();
  const form = dialog(page, "Create Person");
  await fill(form, { "First Name": "Taken", "Last Name": "Back" });
  await form.getByRole("button", { name: "Create Person" }).click();
  await alerts(page).getByText("The person was not added").waitFor();
  await panel(page).waitFor({ state: "detached" });
  assert.equal(await page.getByRole("row", { name: /Taken Back/ }).count(), 0);
  assert.equal(new URL(page.url()).search, "");

  await page.unroute("**/api/persons");
  await alerts(page).getByRole("button", { name: "Edit again" }).click();
  assert.equal(await dialog(page, "Create Person").getByLabel("Last Name").inputValue(), "Back");
  await dialog(page, "Create Person").getByRole("button", { name: "Create Person" }).click();
  await panelShows(page, { firstName: "Taken", lastName: "Back" });
  await eventually(page, async () => {
    const found = (await server.all("/api/persons")).filter(({ lastName }) => lastName === "Back");
    assert.equal(found.length, 1);
  });
});

test("D17: a refused deletion of a person brings the person back with everything", { open: false }, async (scene) => {
  const { page, visit, watch } = scene;
  const person = await open(scene, { street: "1 Back St" });
  await refuse(page, `**/api/persons/${person.id}`, { type: "about:blank", title: "Internal error", status: 500, detail: "" });
  watch.expectError(/status of 500/);
  await page.getByRole("button", { name: "Delete person" }).click();
  await dialog(page, "Delete Person").getByRole("button", { name: "Delete" }).click();
  await alerts(page).getByText(`${person.firstName} ${person.lastName} was not deleted`).waitFor();
  await page.goBack();
  await panelShows(page, person);
  await entry(page, "Addresses", "1 Back St").waitFor();
  await page.unroute(`**/api/persons/${person.id}`);
  await visit(`/?person=${person.id}`);
  await entry(page, "Addresses", "1 Back St").waitFor();
});

test("writes to one person arrive in the order in which they were made", { open: false }, async (scene) => {
  const { page, server, watch } = scene;
  const person = await open(scene);
  const write = await hold(page, "**/addresses", "POST");
  await addAddress(page);
  await write.arrived;
  await page.getByRole("button", { name: "Edit address" }).click();
  await fill(dialog(page, "Edit Address"), { "Street Address": "8 Second St" });
  await dialog(page, "Edit Address").getByRole("button", { name: "Update Address" }).click();
  await entry(page, "Addresses", "8 Second St").waitFor();
  assert.deepEqual(watch.requests().map(({ method }) => method), ["POST"]);
  write.release();
  await eventuallyStored(page, server, person, ({ addresses }) => assert.deepEqual(addresses.map(({ street }) => street), ["8 Second St"]));
  await entry(page, "Addresses", "8 Second St").waitFor();
  assert.deepEqual(watch.requests().map(({ method }) => method), ["POST", "PATCH"]);
});
