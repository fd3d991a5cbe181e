import type { Permission } from '@skykeep/contract'
import { newId } from '../lib/new-id.ts'
import type { SignIn, TestPerson } from './people.ts'
import { registryWorld } from './registry-world.ts'

export type CrewWorld = Awaited<ReturnType<typeof crewWorld>>
export type Crew = Awaited<ReturnType<CrewWorld['crew']>>

/** Teams with people in them, who came as people come: founders by founding, the others by an accepted invitation. */
export async function crewWorld() {
  const world = await registryWorld()
  /** The token in the newest mail to an address, taken out of its link. */
  const tokenTo = (address: string): string => world.mailbox.newestTo(address)?.link?.split('#').at(-1) ?? 'no mail came'
  return {
    ...world,
    tokenTo,

    async crew(name = `Crew ${newId()}`) {
      const founder = await world.person('Fay')
      const made = await founder.in()('POST /teams', { body: { name } })
      const id: string = made.body.id
      const owner = founder.in(id)

      async function addPerson(person: TestPerson, ...roles: string[]): Promise<TestPerson> {
        const invited = await owner(`POST /teams/${id}/invitations`, { body: { email: person.email, roles } })
        if (invited.status !== 201) throw new Error(JSON.stringify(invited.body))
        const accepted = await person.in()('POST /invitations/accept', { body: { token: tokenTo(person.email) } })
        if (accepted.status !== 200) throw new Error(JSON.stringify(accepted.body))
        return person
      }

      return {
        id,
        founder,
        owner,
        addPerson,
        add: async (called: string, ...roles: string[]) => addPerson(await world.person(called), ...roles),
        /** A machine of the team with these permissions. */
        may: (...permissions: Permission[]) => world.machineIn(id, permissions),

        async role(called: string, ...permissions: Permission[]): Promise<{ id: string }> {
          const { status, body } = await owner('POST /roles', { body: { name: called, permissions } })
          if (status !== 201) throw new Error(JSON.stringify(body))
          return body
        },
      }
    },

    async permissionsIn({ id }: TestPerson, team: string, signIn?: SignIn): Promise<ReadonlySet<Permission>> {
      world.principals.forget(id)
      return (await world.principals.of(world.claimsOf(id, team, signIn))).permissions
    },
  }
}
