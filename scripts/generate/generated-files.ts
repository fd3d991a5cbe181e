import { auditEventsPage } from '@skykeep/server/audit/audit-events-page'
import { configurationPage, exampleEnvironment } from '@skykeep/server/config/document'
import { describeApi } from '@skykeep/server/openapi'
import { blackBoxPage } from './black-box-page.ts'
import { breachedPasswordsFile } from './breached-passwords.ts'
import { consoleTypes } from './console-types.ts'
import { matrixPages } from './matrix-page.ts'
import { problemPages } from './problem-pages.ts'
import { rolesPage } from './roles-page.ts'
import { securityPages } from './security-pages.ts'

/** Folders in which every file is made: what is not made any more must go. */
export const generatedFolders = ['docs/problems']

/** Every file that is made from another, by path. */
export async function generatedFiles(): Promise<Map<string, string | Uint8Array>> {
  const api = await describeApi()
  return new Map<string, string | Uint8Array>([
    ['openapi.json', `${JSON.stringify(api, null, 1)}\n`],
    ['packages/console/src/api/generated/schema.ts', await consoleTypes(api)],
    ['docs/configuration.md', configurationPage()],
    ['.env.example', exampleEnvironment()],
    ['docs/security/roles.md', rolesPage()],
    ['docs/security/audit-events.md', auditEventsPage()],
    ...breachedPasswordsFile(),
    ['docs/security/black-box.md', blackBoxPage()],
    ...matrixPages(api),
    ...securityPages(),
    ...problemPages(),
  ])
}
