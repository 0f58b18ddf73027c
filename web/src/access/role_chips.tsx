// The roles of somebody by their names; the code is what the command line and the API take.
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Chip } from "@/ui/status";

/// Whoever may not read the roles still sees which they are, by their codes.
export function RoleChips({ roles }: { roles: readonly string[] }) {
  const known = useApi(methods.listRoles, {}, { staleTime: 300_000, enabled: useMay("account.read") }).data?.roles;
  return roles.map((code) => (
    <Chip key={code} title={code}>
      {known?.find((role) => role.code === code)?.name ?? code}
    </Chip>
  ));
}
