// A choice that is acted on at once. Arrows walk through the choices without doing anything (WCAG 3.2.2): Enter, or
// leaving the field, takes the one that is shown, Escape none. Picked with a pointer it is taken at once.
import { useRef, useState, type ComponentProps } from "react";
import { SelectField } from "./field";

type Props = Omit<ComponentProps<typeof SelectField>, "onChange" | "onBlur" | "onKeyDown" | "value"> & {
  value: string;
  onTake: (value: string) => void;
};

export function CommitSelect({ value, onTake, help, ...rest }: Props) {
  const [wish, setWish] = useState<string>(); // walked to, not taken yet
  const byKey = useRef(false);
  const take = (next: string | undefined) => {
    setWish(undefined);
    if (next !== undefined && next !== value) onTake(next);
  };
  return (
    <SelectField
      {...rest}
      value={wish ?? value}
      help={wish !== undefined && wish !== value ? "Enter takes it, Esc does not." : help}
      onPointerDown={() => (byKey.current = false)}
      onChange={(event) => (byKey.current ? setWish(event.target.value) : take(event.target.value))}
      onBlur={() => take(wish)}
      onKeyDown={(event) => {
        byKey.current = true;
        if (event.key === "Escape" && wish !== undefined) {
          event.stopPropagation();
          setWish(undefined);
        } else if (event.key === "Enter" && wish !== undefined) {
          event.preventDefault();
          take(wish);
        }
      }}
    />
  );
}
