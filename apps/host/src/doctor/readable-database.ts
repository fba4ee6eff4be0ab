/** A database that is looked at, whoever has it open besides. */
export interface ReadableDatabase extends Disposable {
  all(sql: string): readonly Readonly<Record<string, unknown>>[];
}

/** Opens a database for reading with what Node.js brings along: the servers' driver is theirs. */
export function openToRead(path: string): ReadableDatabase {
  const { DatabaseSync } = sqlite();
  const database = new DatabaseSync(path, { readOnly: true });
  return {
    all: (sql) => database.prepare(sql).all(),
    [Symbol.dispose]: () => database.close(),
  };
}

/** Node.js warns whoever loads this module that it may change; that is no finding. */
function sqlite() {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
