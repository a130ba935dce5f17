"""Mutation testing of src/crypto and src/protocol with the contract vectors as tests. docs/mutants.md explains.

`cargo mutants --list` says which mutants there are. Building the program once per mutant would take hours, so all of
them are put into one scratch crate: a function becomes `match <chosen mutant> { 17 => <its body as mutant 17 has it>,
…, _ => <the body as it is> }`, and the environment chooses. What the compiler refuses is taken out again and counted
as not viable. What cannot be switched at run time (constants, functions evaluated by the compiler, functions whose
result is an opaque type other than an iterator) is built one by one.

Usage: mutants.py SCRATCH prepare   copy the crate, list the mutants, build
       mutants.py SCRATCH run       run them against the vectors of this checkout; writes SCRATCH/results.json
       mutants.py SCRATCH unit      ask the unit tests about what the vectors miss
       mutants.py SCRATCH alone     build and ask the rest, one by one
       mutants.py SCRATCH table     what docs/mutants.md shows; fails when a survivor has no reason
mutants-survivors.json says why each survivor survives."""
import collections, json, os, pathlib, re, resource, shutil, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TREES = ["src/crypto", "src/protocol"]
# What the evaluators of vectors do not stand on.
DROPPED = {"cli", "connector", "exit_code", "fault", "harness", "lib", "main", "report", "simulator", "telemetry"}
KEPT = sorted({path.stem for path in (ROOT / "src").iterdir()} - DROPPED)
EVALUATORS = ["evaluate", "family.rs", "format.rs", "judge.rs", "run.rs", "store.rs"]
RUNNER = ROOT / "scripts/mutants"
# A mutant that runs longer than this (seconds) never ends; one that wants more memory (bytes) is ended.
TIMEOUT = 60
MEMORY = 8 << 30
# What is made once per process and kept is made by these, so their mutants need a process each.
KEPT_FOR_LONG = ("src/protocol/contract/", "src/protocol/operation.rs", "src/protocol/version/")


def sh(command, **options):
    return subprocess.run(command, text=True, **options)


class Scratch:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.crate = self.folder / "crate"
        self.target = os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target"))

    def cargo(self, *arguments, **options):
        environment = {**os.environ, "CARGO_TARGET_DIR": self.target}
        return sh(["cargo", *arguments], cwd=self.crate, env=environment, **options)

    def path(self, name):
        return self.folder / name

    def load(self, name):
        return json.loads(self.path(name).read_text())

    def save(self, name, value):
        self.path(name).write_text(json.dumps(value, indent=1) + "\n")


def copy(scratch):
    """The scratch crate before it is mutated."""
    shutil.rmtree(scratch.crate, ignore_errors=True)
    source = scratch.crate / "src"
    source.mkdir(parents=True)
    for name in KEPT:
        for path in [ROOT / f"src/{name}.rs", ROOT / f"src/{name}"]:
            if path.is_dir():
                shutil.copytree(path, source / name)
            elif path.exists():
                shutil.copy(path, source)
    evaluators = source / "harness/vectors"
    evaluators.mkdir(parents=True)
    for name in EVALUATORS:
        path = ROOT / "src/harness/vectors" / name
        (shutil.copytree if path.is_dir() else shutil.copy)(path, evaluators / name)
    modules = (ROOT / "src/harness/vectors/mod.rs").read_text()
    modules = re.sub(r"^pub mod (generate|report|runner);\n|^#\[cfg\(test\)\]\nmod tests;\n", "", modules, flags=re.M)
    (evaluators / "mod.rs").write_text(modules)
    (source / "harness/mod.rs").write_text("pub mod vectors;\n")
    names = "".join(f"pub mod {name};\n" for name in [*KEPT, "harness", "mutant"])
    (source / "lib.rs").write_text("#![allow(warnings, clippy::all)]\n" + names)
    shutil.copy(RUNNER / "switch.rs", source / "mutant.rs")
    (scratch.crate / "examples").mkdir()
    shutil.copy(RUNNER / "ask.rs", scratch.crate / "examples/ask.rs")
    manifest = (ROOT / "Cargo.toml").read_text()
    manifest = re.sub(r"^\[(\[bench\]\]|\[bin\]\]|\[example\]\]|lints\.\w+\])\n(?:[^\[\n].*\n|\n)*", "", manifest, flags=re.M)
    manifest = manifest.replace('default-run = "ucp-assay"\n', "")
    (scratch.crate / "Cargo.toml").write_text(manifest + "\n[workspace]\n")
    shutil.copy(ROOT / "Cargo.lock", scratch.crate)
    for folder in ["contracts", "vectors", "scenarios", "features"]:
        shutil.copytree(ROOT / folder, scratch.crate / folder)


def listed(scratch):
    """Every mutant cargo-mutants finds, numbered from 1."""
    command = ["mutants", "--list", "--json", "--no-config"]
    for tree in TREES:
        command += ["--file", f"{tree}/**/*.rs", "--file", f"{tree}/*.rs"]
    mutants = json.loads(scratch.cargo(*command, check=True, stdout=subprocess.PIPE).stdout)
    for number, mutant in enumerate(mutants, 1):
        mutant.pop("diff", None)
        mutant["number"] = number
    return mutants


class Text:
    """A file whose places are given as line and column."""

    def __init__(self, text):
        self.text = text
        self.lines = [0]
        for line in text.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))

    def at(self, place):
        return self.lines[place["line"] - 1] + place["column"] - 1

    def span(self, span):
        return self.at(span["start"]), self.at(span["end"])


def body(text, start, end, name):
    """Where the body of the function at start..end lies, between its braces."""
    found = next(
        match for match in re.compile(r"\bfn\s+" + re.escape(name) + r"\b").finditer(text, start, end)
        if "//" not in text[text.rfind("\n", 0, match.start()) + 1:match.start()]
    )
    depth = 0
    for at in range(found.end(), end):
        if text[at] in "([":
            depth += 1
        elif text[at] in ")]":
            depth -= 1
        elif text[at] == "{" and depth == 0:
            return at + 1, end - 1, text[:found.start()].endswith("const ")
    raise ValueError(f"no body of {name}")


def instrument(text, mutants, functions):
    """The file with every mutant in it, and which lines belong to which mutant."""
    source = Text(text)
    groups = collections.defaultdict(list)
    spans = sorted({source.span(mutant["function"]["span"]) for mutant in mutants})
    outer = [span for span in spans if not any(o[0] <= span[0] and span[1] <= o[1] and o != span for o in spans)]
    for mutant in mutants:
        own = source.span(mutant["function"]["span"])
        groups[next(span for span in outer if span[0] <= own[0] and own[1] <= span[1])].append(mutant)
    out, at, arms = [], 0, []

    def emit(piece):
        out.append(piece)
        return piece.count("\n")

    line = 1
    for (start, end), group in sorted(groups.items()):
        # The outermost function's own name: nested ones come later in the text.
        first = min(group, key=lambda mutant: source.span(mutant["function"]["span"]))
        name = first["function"]["function_name"].rsplit("::", 1)[-1]
        opening, closing, constant = body(text, start, end, name)
        number = len(functions) + 1
        functions.append({"number": number, "name": first["function"]["function_name"], "constant": constant})
        line += emit(text[at:opening])
        chosen = "unsafe { crate::mutant::CHOSEN }" if constant else f"crate::mutant::entered({number})"
        line += emit(f"\nmatch {chosen} {{\n")
        before, after = listed_out(first["function"]["return_type"])
        for mutant in group:
            left, right = source.span(mutant["span"])
            begin = line
            changed = text[opening:left] + mutant["replacement"] + text[right:closing]
            line += emit(f"{mutant['number']} => {{\n{before}{changed}{after}\n}}\n")
            mutant["of"] = number
            arms.append((begin, line - 1, mutant["number"]))
        line += emit(f"_ => {{\n{before}{text[opening:closing]}{after}\n}}\n}}\n")
        at = closing
    emit(text[at:])
    return "".join(out), arms


ITERATOR = re.compile(r"-> impl Iterator<Item\s*=\s*(.+)>$")


def listed_out(return_type):
    """What goes around a body that is some iterator, so that bodies of several types fit one `match`."""
    found = ITERATOR.match(return_type)
    return ("({", f"}}).collect::<Vec<{found[1]}>>().into_iter()") if found else ("", "")


def switch(scratch, mutants):
    """Writes the scratch crate's sources with these mutants in them."""
    functions, where = [], {}
    by_file = collections.defaultdict(list)
    for mutant in mutants:
        by_file[mutant["file"]].append(mutant)
    for tree in TREES:
        for path in sorted((ROOT / tree).rglob("*.rs")):
            name = str(path.relative_to(ROOT))
            text, arms = instrument(path.read_text(), by_file.get(name, []), functions)
            (scratch.crate / name).write_text(text)
            where[name] = arms
    return functions, where


def refused(scratch, where):
    """The mutants the compiler complains about; and complaints that are about no mutant."""
    run = scratch.cargo("check", "--lib", "--quiet", "--message-format=json", stdout=subprocess.PIPE)
    guilty, others = {}, []
    for text in run.stdout.splitlines():
        message = json.loads(text).get("message") or {}
        if message.get("level") != "error" or not message.get("spans"):
            continue
        found = False
        for span in message["spans"]:
            while span.get("expansion") and span["file_name"] not in where:
                span = span["expansion"]["span"]
            for begin, end, number in where.get(span["file_name"], []):
                if begin <= span["line_start"] <= end and (span["is_primary"] or len(message["spans"]) == 1):
                    guilty[number] = message["message"].splitlines()[0]
                    found = True
        if not found:
            others.append(message.get("rendered", message["message"]))
    return guilty, others, run.returncode


def prepare(scratch):
    scratch.folder.mkdir(parents=True, exist_ok=True)
    copy(scratch)
    mutants = listed(scratch)
    print(f"{len(mutants)} mutants")
    for mutant in mutants:
        function = mutant.get("function")
        mutant["state"] = "switched" if function else "alone"
        if function and "impl " in function["return_type"] and not ITERATOR.match(function["return_type"]):
            mutant["state"] = "alone"
    for round in range(1, 30):
        switched = [mutant for mutant in mutants if mutant["state"] == "switched"]
        functions, where = switch(scratch, switched)
        guilty, others, code = refused(scratch, where)
        print(f"round {round}: {len(switched)} switched, {len(guilty)} refused, {len(others)} other complaints", flush=True)
        if code == 0:
            break
        if not guilty:
            sys.exit("\n".join(others[:20]) or "the scratch crate does not build")
        for mutant in mutants:
            if mutant["number"] in guilty:
                mutant["state"] = "refused"
                mutant["why"] = guilty[mutant["number"]]
    scratch.save("mutants.json", mutants)
    scratch.save("functions.json", functions)
    build(scratch)


def build(scratch):
    for source, target in [("switch.rs", "src/mutant.rs"), ("ask.rs", "examples/ask.rs")]:
        shutil.copy(RUNNER / source, scratch.crate / target)
    scratch.cargo("build", "--example", "ask", check=True)


def program(scratch):
    return [str(pathlib.Path(scratch.target) / "debug/examples/ask"), str(ROOT / "vectors")]


def bounded():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def fresh(scratch, mutant, families):
    """Which case notices the mutant, in a process of its own; None when none does."""
    environment = {**os.environ, "UCP_ASSAY_MUTANT": str(mutant["number"])}
    try:
        run = sh([*program(scratch), *families], env=environment, capture_output=True, timeout=TIMEOUT, preexec_fn=bounded)
    except subprocess.TimeoutExpired:
        return "never ends"
    found = run.stdout.strip() if run.returncode == 0 else f"ends with {run.returncode}"
    return None if found == "-" else found


def together(scratch, mutants, constant):
    """The same for many mutants, in one process as long as it lives."""
    waiting = list(mutants)
    while waiting:
        lines = "".join(f"{mutant['number']} {0 if constant(mutant) else mutant['of']}\n" for mutant in waiting)
        run = sh(program(scratch), input=lines, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=bounded)
        found = dict(line.split(" ", 1) for line in run.stdout.splitlines() if not line.startswith("start "))
        if not run.stdout:
            sys.exit("the vectors do not pass without a mutant")
        for mutant in waiting:
            by = found.get(str(mutant["number"]))
            if by is not None:
                mutant["by"] = None if by == "-" else by
        if run.returncode != 0:
            guilty = run.stdout.splitlines()[-1].split()[-1]
            next(m for m in waiting if str(m["number"]) == guilty)["by"] = "never ends" if run.returncode == 3 else f"ends with {run.returncode}"
        waiting = [mutant for mutant in waiting if "by" not in mutant]


def run(scratch):
    mutants = scratch.load("mutants.json")
    functions = {function["number"]: function for function in scratch.load("functions.json")}
    constant = lambda mutant: functions[mutant["of"]]["constant"]
    reach = json.loads(sh([*program(scratch), "--reach"], check=True, stdout=subprocess.PIPE).stdout)
    # Once caught, always caught: cases are added, never taken away. `--again` doubts that.
    previous = {}
    if scratch.path("results.json").exists() and "--again" not in sys.argv:
        previous = {row["name"]: row["by"] for row in scratch.load("results.json") if row.get("by")}
    begin = time.time()
    switched = [mutant for mutant in mutants if mutant["state"] == "switched"]
    for mutant in switched:
        mutant["families"] = [family for family, entered in reach.items() if constant(mutant) or mutant["of"] in entered]
        if mutant["name"] in previous:
            mutant["by"] = previous[mutant["name"]]
        elif not mutant["families"]:
            mutant["by"] = None
    waiting = [mutant for mutant in switched if "by" not in mutant]
    alone = [mutant for mutant in waiting if mutant["file"].startswith(KEPT_FOR_LONG)]
    together(scratch, [mutant for mutant in waiting if mutant not in alone], constant)
    print(f"{len(waiting) - len(alone)} asked together, {time.time() - begin:.0f} s", flush=True)
    for mutant in alone:
        # What is kept is made for the family that comes first, and used by the others: all of them are asked.
        own = set(mutant["families"])
        mutant["by"] = fresh(scratch, mutant, sorted(families(), key=lambda family: (family not in own, family)))
    scratch.save("results.json", mutants)
    caught = sum(1 for mutant in switched if mutant["by"])
    print(f"{len(switched)} switched, {caught} caught, {len(switched) - caught} missed, {time.time() - begin:.0f} s")


def alone(scratch):
    """Builds those that cannot be switched one by one, with cargo-mutants itself in the scratch crate."""
    mutants = scratch.load("results.json")
    for path in (ROOT / "src").rglob("*.rs"):
        target = scratch.crate / path.relative_to(ROOT)
        if str(path.relative_to(ROOT)).startswith(tuple(TREES)):
            shutil.copy(path, target)
    for mutant in [mutant for mutant in mutants if mutant["state"] == "alone"]:
        path = scratch.crate / mutant["file"]
        text = path.read_text()
        left, right = Text(text).span(mutant["span"])
        path.write_text(text[:left] + mutant["replacement"] + text[right:])
        built = scratch.cargo("build", "--example", "ask", "--quiet", stderr=subprocess.DEVNULL).returncode == 0
        path.write_text(text)
        mutant["by"] = fresh(scratch, mutant, families()) if built else None
        if not built:
            mutant["state"] = "refused"
            mutant["why"] = "does not build"
        print(mutant["name"], "→", mutant["by"] if built else "not viable", flush=True)
        scratch.save("results.json", mutants)


def families():
    return sorted(path.parent.name for path in (ROOT / "vectors").glob("*/schema.json"))


def unit(scratch):
    """Asks the unit tests beside the code about what the vectors miss: `cargo test --lib` of the scratch crate."""
    mutants = scratch.load("results.json")
    built = scratch.cargo("test", "--lib", "--no-run", "--message-format=json", check=True, stdout=subprocess.PIPE)
    messages = [json.loads(line) for line in built.stdout.splitlines() if line.startswith("{")]
    tests = next(message["executable"] for message in messages if message.get("executable"))
    for mutant in mutants:
        if mutant["state"] == "switched" and not mutant.get("by") and "unit" not in mutant:
            environment = {**os.environ, "UCP_ASSAY_MUTANT": str(mutant["number"])}
            try:
                run = sh([tests, "protocol::", "crypto::", "exchange::"], env=environment, cwd=scratch.crate,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=TIMEOUT, preexec_fn=bounded)
                failed = re.findall(r"^test (\S+) \.\.\. FAILED", run.stdout, flags=re.M)
                mutant["unit"] = failed[0] if failed else (None if run.returncode == 0 else f"ends with {run.returncode}")
            except subprocess.TimeoutExpired:
                mutant["unit"] = "never ends"
    scratch.save("results.json", mutants)


def table(scratch):
    reasons = json.loads((ROOT / "scripts/mutants-survivors.json").read_text())
    mutants = scratch.load("results.json")
    viable = [mutant for mutant in mutants if mutant["state"] == "switched" or (mutant["state"] == "alone" and "by" in mutant)]
    caught = lambda rows: sum(1 for mutant in rows if mutant.get("by"))
    missed = [mutant for mutant in viable if not mutant.get("by")]
    untried = sum(1 for mutant in mutants if mutant["state"] == "alone" and "by" not in mutant)
    rate = 100 * caught(viable) / max(len(viable), 1)
    print(f"{len(mutants)} mutants, {sum(1 for m in mutants if m['state'] == 'refused')} not viable, {untried} not tried, {len(viable)} viable")
    print(f"caught by the vectors: {caught(viable)} of {len(viable)} ({rate:.1f} %)")
    print("\n| file | viable | caught |\n| --- | --- | --- |")
    files = collections.defaultdict(list)
    for mutant in viable:
        files[mutant["file"]].append(mutant)
    for name, rows in sorted(files.items()):
        print(f"| `{name.removeprefix('src/')}` | {len(rows)} | {caught(rows)} |")
    asked = all("unit" in mutant for mutant in missed)
    print("\n| missed |" + (" unit test that notices it |" if asked else "") + " why |\n| --- |" + (" --- |" if asked else "") + " --- |")
    unexplained = 0
    for mutant in missed:
        name = re.sub(r":\d+:\d+", "", mutant["name"]).removeprefix("src/").replace("|", "\\|")
        why = next((why for pattern, why in reasons.items() if re.search(pattern, mutant["name"])), "**not explained**")
        unexplained += why.startswith("**")
        print(f"| {name} |" + (f" {mutant.get('unit') or '—'} |" if asked else "") + f" {why} |")
    if unexplained:
        sys.exit(f"{unexplained} survivors are not explained")
    if rate < 95:
        sys.exit("the vectors catch less than 95 of 100")


if __name__ == "__main__":
    {"prepare": prepare, "build": build, "run": run, "alone": alone, "unit": unit, "table": table}[sys.argv[2]](Scratch(sys.argv[1]))
