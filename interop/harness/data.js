// Two persons with what belongs to them.

const time = "2026-01-02T03:04:05.678Z";

/** @type {Array<{ person: object, addresses: object[], bankAccounts: object[], contacts: object[], employments: object[] }>} */
export const PERSONS = [
  {
    person: {
      id: "0a4e8b52-6f0c-4e9c-9a3b-2f6f6a1d0c01",
      firstName: "Ada",
      lastName: "Lovelace",
      dateOfBirth: "1815-12-10T00:00:00.000Z",
      gender: "female",
      createdAt: time,
      updatedAt: time,
    },
    addresses: [
      {
        id: "0a4e8b52-6f0c-4e9c-9a3b-2f6f6a1d0c11",
        type: "home",
        street: "12 St James's Square",
        city: "London",
        state: "London",
        postalCode: "SW1Y 4JH",
        country: "United Kingdom",
        isPrimary: true,
      },
      {
        id: "0a4e8b52-6f0c-4e9c-9a3b-2f6f6a1d0c12",
        type: "work",
        street: "1 Dorset Street",
        city: "London",
        state: "London",
        postalCode: "W1U 4EG",
        country: "United Kingdom",
        isPrimary: false,
      },
    ],
    bankAccounts: [
      {
        id: "0a4e8b52-6f0c-4e9c-9a3b-2f6f6a1d0c21",
        bankName: "Drummonds",
        accountType: "checking",
        accountNumberLast4: "1234",
        isPrimary: true,
      },
    ],
    contacts: [
      {
        id: "0a4e8b52-6f0c-4e9c-9a3b-2f6f6a1d0c31",
        type: "email",
        value: "ada@example.org",
        isPrimary: true,
        isVerified: true,
      },
    ],
    employments: [
      {
        id: "0a4e8b52-6f0c-4e9c-9a3b-2f6f6a1d0c41",
        companyName: "Analytical Engines",
        position: "Programmer",
        startDate: "2024-05-01T00:00:00.000Z",
        isCurrent: true,
        salary: 1234567.89,
        currency: "GBP",
      },
    ],
  },
  {
    person: {
      id: "7d1c2b3a-5e6f-4a7b-8c9d-0e1f2a3b4c02",
      firstName: "Zoë",
      lastName: "Ångström",
      createdAt: time,
      updatedAt: time,
    },
    addresses: [],
    bankAccounts: [],
    contacts: [
      {
        id: "7d1c2b3a-5e6f-4a7b-8c9d-0e1f2a3b4c31",
        type: "phone",
        value: "+46 8 123 456",
        isPrimary: false,
        isVerified: false,
      },
    ],
    employments: [],
  },
];

/** The four kinds of what belongs to a person. */
export const KINDS = ["addresses", "bankAccounts", "contacts", "employments"];
