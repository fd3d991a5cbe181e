/** The sequencer of the audit trail and the scheduler see all teams, each in its own schema. */
export const worksAcrossTeams = (role: string, table: string): boolean =>
  (role === 'skykeep_audit' && table.startsWith('audit.')) ||
  (role === 'skykeep_scheduler' && (table.startsWith('automation.') || table === 'contacts.starts'))
