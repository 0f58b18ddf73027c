// Without an address: the first place that the person may see, as the rail shows them.
import { Navigate } from "@tanstack/react-router";
import { opening } from "@/api/default_view";
import { usePlaces } from "./navigation";
import { settings } from "./places";

export function FirstPlace() {
  const place = usePlaces()[0] ?? settings;
  return <Navigate to={place.to} search={opening(place.to.slice(1), place.q)} replace />;
}
