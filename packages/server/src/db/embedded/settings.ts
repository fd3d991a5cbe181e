export type ServerSettings = Readonly<Record<string, string>>

/** For a small machine (2 cores, 4 GiB or more). Durable: nothing is acknowledged before it is on disk. */
export const usualSettings: ServerSettings = {
  cluster_name: 'skykeep',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_level: 'replica',
  wal_compression: 'on',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  shared_buffers: '256MB',
  max_connections: '100',
  random_page_cost: '1.1',
  jit: 'off',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_checkpoints: 'off',
  // Statements and the DETAIL of an error carry values of rows, which have no place in a log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
}

export const asArguments = (settings: ServerSettings): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
