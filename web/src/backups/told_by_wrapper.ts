// The line with which a machine tells of a backup: the wrapper of its agent around the command that is run anyway.
export const wrapperHelp =
  "Run the backup through the agent on the machine, as the user who runs it now. It measures the run, keeps the exit code, and " +
  "writes down what was at the source.";

const asWord = (text: string) => (/^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export const wrapperLine = (label: string, source = "PATH", command = "COMMAND") =>
  `steward-agent backup-run --label ${label ? asWord(label) : "LABEL"} --source ${source} -- ${command}`;
