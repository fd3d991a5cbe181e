import type { Schemas } from '../../api/client.ts'

type Azure = NonNullable<Schemas['ConnectionDetails']['azure']>

/** File names that the commands and the downloads agree on. */
export const CERTIFICATE_FILE = 'skykeep.pem'
export const ROLE_FILE = 'skykeep-role.json'

/** Registers the certificate beside those that are there: without `--append` they would be removed. */
export const registerCommand = ({ client_id }: Pick<Azure, 'client_id'>): string =>
  `az ad app credential reset --id ${client_id} --append --cert @${CERTIFICATE_FILE}`

export const roleCommand = (): string => `az role definition create --role-definition @${ROLE_FILE}`

/** One command for each place at which the role is to be given. */
export function assignCommands({ client_id }: Pick<Azure, 'client_id'>, role: Record<string, unknown>): string[] {
  const scopes = Array.isArray(role.AssignableScopes) ? role.AssignableScopes.map(String) : []
  return scopes.map(
    (scope) => `az role assignment create --assignee ${client_id} --role "${String(role.Name)}" --scope "${scope}"`,
  )
}

/** What AWS has to believe, so that we may take the role on: the external id keeps others from having us take it. */
export const trustPolicy = ({ external_id }: { external_id: string }): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'ARN_OF_SKYKEEP' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': external_id } },
        },
      ],
    },
    null,
    2,
  )

export type SetupStep = 'certificate' | 'rights' | 'machines' | 'done'

/** Which step is next: the certificate until the cloud knows us, then the rights, then the machines. */
export function nextStep({
  last_check,
  lanes,
  status,
}: Pick<Schemas['ConnectionDetails'], 'last_check' | 'lanes' | 'status'>): SetupStep {
  if (!last_check?.identity.ok) return 'certificate'
  if (status !== 'ready') return 'rights'
  return lanes.some(({ synced_at }) => synced_at !== null) ? 'done' : 'machines'
}
