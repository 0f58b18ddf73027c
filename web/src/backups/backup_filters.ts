// The filters with which one page of backups opens another. In one place: the server's lists know these keys.
import { termText } from "@/ui/filter";

const joined = (...terms: string[]) => terms.filter(Boolean).join(" ");

export const runsOfItem = (id: string, state = "") => joined(termText("item_id", id), state && termText("state", state));
export const runsOfPlan = (id: string, state = "") => joined(termText("plan_id", id), state && termText("state", state));
export const runsOfBackup = (deviceId: string, label: string) => joined(termText("device_id", deviceId), termText("label", label));
export const itemsOfClient = (id: string) => termText("client_id", id);
export const itemsOfDevice = (id: string) => termText("device_id", id);
/// Runs of the item that began in the last days: what its page draws.
export const lately = (days: number) => `started<${days}d`;
export const protectedOfClient = (id: string) => joined("is:active decision:protect", termText("client_id", id));
/// Those that K20 counts.
export const mustBeProven = "criticality:C1,C2";
export const inTrouble = "state:critical,warning";
/// `base` is what the server says beside a number of the board.
export const narrowed = (base: string, ...terms: string[]) => joined(base, ...terms);
export const runsOfDevice = (id: string) => termText("device_id", id);
/// Restore tests of the very point that a run made.
export const testsOfPoint = (planId: string, point: string) => joined(termText("backup_plan_id", planId), termText("point", point));
