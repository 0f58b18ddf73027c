// What a person at a client may do; domain/model.md 3.
export const personRoles = [
  { value: "CUS", label: "Ask for help", short: "User" },
  { value: "CDM", label: "Decide for the client", short: "Decision-maker" },
  { value: "CAP", label: "Approve requests and costs", short: "Approver" },
  { value: "CHR", label: "Announce joiners and leavers", short: "People contact" },
  { value: "CRO", label: "Read reports only", short: "Reader" },
];
export const roleShort = (value: string): string => personRoles.find((role) => role.value === value)?.short ?? value;
