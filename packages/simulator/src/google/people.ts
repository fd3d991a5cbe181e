/** A person of the address book, as the People API tells of them. */
export interface Person {
  resourceName: string
  etag: string
  metadata: { deleted?: boolean; sources: object[] }
  names: object[]
  emailAddresses: object[]
  phoneNumbers: object[]
  organizations: object[]
  photos: object[]
}

const given = [
  'Alice',
  'Bob',
  'Claire',
  'David',
  'Emma',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kira',
  'Luca',
  'Mona',
  'Nils',
  'Olga',
  'Paul',
]
const family = [
  'Dupont',
  'Martin',
  'Bernard',
  'Leroy',
  'Petit',
  'Meier',
  'Rossi',
  'Garcia',
  'Nowak',
  'Jensen',
  'Moreau',
  'Keller',
  'Costa',
]
const firms = ['Fleet Works', 'Northern Air', 'Ground Services', 'Design Studio']

/** An address book that is always the same: as many people as are asked for. */
export function addressBook(count: number): Person[] {
  return Array.from({ length: count }, (_, n) => {
    const [first, last] = [given[n % given.length]!, family[Math.floor(n / given.length) % family.length]!]
    const word = `${first}.${last}.${n}`.toLowerCase()
    return {
      resourceName: `people/c${1_001 + n}`,
      etag: `%${n.toString(36)}`,
      metadata: { sources: [{ type: 'CONTACT', id: n.toString(16) }] },
      names: [{ displayName: `${first} ${last}`, givenName: first, familyName: last, unstructuredName: `${first} ${last}` }],
      emailAddresses: [{ value: `${word}@example.com`, type: 'work', metadata: { primary: true } }],
      phoneNumbers: [{ value: `+336${String(10_000_000 + n)}`, type: 'mobile' }],
      organizations: n % 3 === 0 ? [{ name: firms[n % firms.length], title: 'Crew' }] : [],
      photos: [{ url: `https://photos.example/${n}`, default: true }],
    }
  })
}
