// The steps a client may take; the same as server/modules/directory/client_states.cpp, which decides.
const moves: Record<string, readonly string[]> = {
  prospect: ["qualified", "declined"],
  qualified: ["declined", "assessed"],
  assessed: ["proposed"],
  proposed: ["onboarding"],
  onboarding: ["active", "offboarding"],
  active: ["at_risk", "offboarding"],
  at_risk: ["active", "offboarding"],
  offboarding: ["former"],
  declined: ["prospect"],
  former: ["prospect"],
};
export const nextClientStates = (state: string): readonly string[] => moves[state] ?? [];
