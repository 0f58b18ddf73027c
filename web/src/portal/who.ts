// Whose portal it is. The server decides what may be done; this only asks for what would be answered.
import { useSession } from "@/api/session";

export interface Me {
  client: string;
  name: string;
  email: string;
  may: (permission: string) => boolean;
  seesAllTickets: boolean;
  asksForColleagues: boolean;
  decides: boolean;
}

export function useMe(): Me {
  const session = useSession();
  return {
    client: session?.client_ids[0] ?? "",
    name: session?.name ?? "",
    email: session?.email ?? "",
    may: (permission) => session?.permissions.includes(permission) ?? false,
    seesAllTickets: session?.roles.some((role) => ["CDM", "CAP", "CRO"].includes(role)) ?? false,
    // Whoever only reads the others' tickets asks for themselves.
    asksForColleagues: session?.roles.some((role) => ["CUS", "CHR"].includes(role)) ?? false,
    decides: session?.roles.includes("CDM") ?? false,
  };
}
