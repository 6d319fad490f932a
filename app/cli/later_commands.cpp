#include "app/cli/cli.h"

namespace lapidary::cli {

void addLaterCommands(Cli &cli)
{
    const std::pair<const char *, const char *> later[] = {
        {"heal", "training after compression"},
        {"imatrix", "importance matrices"},
    };
    for (const auto &[name, what] : later) {
        CLI::App *sub = cli.app.add_subcommand(name, "");
        sub->group(""); // not in --help: it does not work yet
        sub->allow_extras();
        sub->callback([&cli, name = std::string(name), what = std::string(what)] {
            cli.command = [name, what]() -> Result<Output> {
                return fail(ErrorCode::Usage,
                            "'{}' ({}) is not in this version yet; see lapidary-cli --help for "
                            "what is",
                            name, what);
            };
        });
    }
}

} // namespace lapidary::cli
