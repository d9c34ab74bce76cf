// The five entities in ElectroDB, with the keys that the post's program stores, and with those that its text documents and
// that `persons` stores.

import { Entity, Service } from "electrodb";

const text = { type: "string", required: true };
const optional = { type: "string" };
const flag = { type: "boolean", default: false };
const time = { type: "string", required: true };

const person = {
  firstName: text,
  lastName: text,
  dateOfBirth: optional,
  gender: { type: ["male", "female", "other", "prefer_not_to_say"] },
  createdAt: time,
  updatedAt: time,
};

/** What belongs to a person: entity, the word of its documented key, its partition in GSI1, and its attributes. */
const children = {
  addresses: {
    entity: "Address",
    word: "ADDRESS",
    list: "ADDRESSES",
    attributes: {
      type: { type: ["home", "work", "billing", "shipping"], required: true },
      street: text,
      city: text,
      state: text,
      postalCode: text,
      country: text,
      isPrimary: flag,
    },
  },
  bankAccounts: {
    entity: "BankAccount",
    word: "BANK",
    list: "BANKACCOUNTS",
    attributes: {
      bankName: text,
      accountType: { type: ["checking", "savings", "investment"], required: true },
      accountNumberLast4: text,
      iban: optional,
      bic: optional,
      isPrimary: flag,
    },
  },
  contacts: {
    entity: "ContactInfo",
    word: "CONTACT",
    list: "CONTACTS",
    attributes: {
      type: { type: ["email", "phone", "mobile", "linkedin", "twitter"], required: true },
      value: text,
      isPrimary: flag,
      isVerified: flag,
    },
  },
  employments: {
    entity: "Employment",
    word: "EMPLOYMENT",
    list: "EMPLOYMENTS",
    attributes: {
      companyName: text,
      position: text,
      department: optional,
      startDate: time,
      endDate: optional,
      isCurrent: flag,
      salary: { type: "number" },
      currency: { type: "string", default: "USD" },
    },
  },
};

/**
 * The entities as the post writes them: ElectroDB makes the keys.
 *
 * @param {{ client: object, table: string }} configuration
 */
export function asPrinted(configuration) {
  const entity = (name, attributes, primary, list, sort) =>
    new Entity(
      {
        model: { entity: name, version: "1", service: "persons" },
        attributes,
        indexes: {
          primary,
          all: {
            index: "GSI1",
            pk: { field: "gsi1pk", composite: [], template: list },
            sk: { field: "gsi1sk", composite: sort },
          },
        },
      },
      configuration,
    );
  const entities = {
    persons: entity(
      "Person",
      { id: text, ...person },
      { pk: { field: "pk", composite: ["id"] }, sk: { field: "sk", composite: [] } },
      "PERSONS",
      ["lastName", "firstName", "id"],
    ),
  };
  for (const [kind, { entity: name, list, attributes }] of Object.entries(children)) {
    entities[kind] = entity(
      name,
      { id: text, personId: text, ...attributes },
      { pk: { field: "pk", composite: ["personId"] }, sk: { field: "sk", composite: ["id"] } },
      list,
      ["personId", "id"],
    );
  }
  return entities;
}

/**
 * The entities as one collection, which the post's text promises: a person and what belongs to it in one query.
 *
 * @param {{ client: object, table: string }} configuration
 */
export function asCollection(configuration) {
  const entity = (name, attributes, sort) =>
    new Entity(
      {
        model: { entity: name, version: "1", service: "persons" },
        attributes,
        indexes: {
          primary: {
            collection: "personData",
            pk: { field: "pk", composite: ["personId"] },
            sk: { field: "sk", composite: sort },
          },
        },
      },
      configuration,
    );
  const entities = { persons: entity("Person", { personId: text, ...person }, []) };
  for (const [kind, { entity: name, attributes }] of Object.entries(children)) {
    entities[kind] = entity(name, { id: text, personId: text, ...attributes }, ["id"]);
  }
  return entities;
}

/**
 * The definitions of a model's entities, as JSON.
 *
 * @param {(configuration: object) => object} model
 */
export function definitions(model) {
  const entities = Object.entries(model({ table: "none" }));
  return Object.fromEntries(entities.map(([kind, entity]) => [kind, entity.schema]));
}

/**
 * The entities with the documented keys, `PERSON#…` and `ADDRESS#…`. A person's id is called `personId` here, so that all
 * five share a partition for ElectroDB too; it is stored as `id`, as `persons` does.
 *
 * @param {{ client: object, table: string }} configuration
 */
export function asDocumented(configuration) {
  const key = (field, composite, template) => ({ field, composite, template, casing: "none" });
  const entity = (name, attributes, sort, list, listSort) =>
    new Entity(
      {
        model: { entity: name, version: "1", service: "persons" },
        attributes,
        indexes: {
          primary: { pk: key("pk", ["personId"], "PERSON#${personId}"), sk: sort },
          all: { index: "GSI1", pk: key("gsi1pk", [], list), sk: listSort },
        },
      },
      configuration,
    );
  const entities = {
    persons: entity(
      "Person",
      { personId: { ...text, field: "id" }, ...person },
      key("sk", [], "PROFILE"),
      "PERSONS",
      key("gsi1sk", ["lastName", "firstName", "personId"], "${lastName}#${firstName}#${personId}"),
    ),
  };
  for (const [kind, { entity: name, word, list, attributes }] of Object.entries(children)) {
    entities[kind] = entity(
      name,
      { id: text, personId: text, ...attributes },
      key("sk", ["id"], `${word}#\${id}`),
      list,
      key("gsi1sk", ["personId", "id"], "${personId}#${id}"),
    );
  }
  return entities;
}

/** A service over entities, for what concerns several of them. */
export function service(entities, configuration) {
  return new Service(entities, configuration);
}
