// Chat templates: texts worked with Jinja2's rules (trim_blocks, lstrip_blocks), templates in the
// style of the common families, and hostile templates.
#include "core/text/chat_template.h"
#include "core/text/jinja.h"
#include "tests/support/test_program.h"

using namespace lapidary;
using Json = nlohmann::ordered_json;

namespace {

/// What a template gives for some variables; "error: ..." when it fails.
std::string render(const std::string &source)
{
    static const Json variables{
        {"name", "Ada"},
        {"n", 3},
        {"list", {"a", "b", "c"}},
        {"empty", Json::array()},
        {"dict", {{"b", 1}, {"A", true}, {"text", "é\"\n"}}},
        {"messages", {{{"role", "user"}, {"content", "hi"}}, {{"role", "tool"}, {"content", "x"}}}},
        {"nothing", nullptr}};
    const auto text = renderJinja(source, variables, "2025-03-09");
    return text ? *text : "error: " + text.error().message;
}

class ChatTokenizer : public Tokenizer
{
public:
    explicit ChatTokenizer(std::string source)
    {
        m_info.chatTemplate = std::move(source);
        m_info.bos = 1;
    }
    const TokenizerInfo &info() const override { return m_info; }
    Result<std::vector<int32_t>> encode(std::string_view, bool, SpecialText) const override
    {
        return std::vector<int32_t>();
    }
    std::string tokenBytes(int32_t) const override { return "<s>"; }
    std::string decode(const std::vector<int32_t> &, bool) const override { return {}; }
    std::optional<int32_t> tokenId(std::string_view) const override { return {}; }

private:
    TokenizerInfo m_info;
};

const std::vector<ChatMessage> talk{{"user", "Hello"}, {"assistant", "Hi."}, {"user", " Bye "}};

} // namespace

class TestChat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jinja_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *source, const char *expected) {
            QTest::newRow(source) << QString(source) << QString(expected);
        };
        row("x {{ name }} {{- '!' }}", "x Ada!");
        row("a\n  {% if true %}\nb\n  {% endif %}\nc", "a\nb\nc");
        row("a  {%- if true -%}  b  {%- endif -%}  c", "abc");
        row("a {# note #} b\n", "a  b");
        row("{{ 1 + 2 * 3 - 4 // 3 }} {{ 7 % 4 }} {{ 2 ** 3 }} {{ 3 / 2 }}", "6 3 8 1.5");
        row("{{ 'a' ~ 1 ~ none }} {{ missing }}|{{ nothing is none }}", "a1None |True");
        row("{{ n > 2 and not n == 4 }} {{ 'a' in list }} {{ 'z' not in list }}", "True True True");
        row("{{ list[0] }}{{ list[-1] }}{{ list[1:] | join('+') }}{{ name[::-1] }}", "acb+cadA");
        row("{% for x in list if x != 'b' %}{{ loop.index }}{{ x }}{% if not loop.last %},"
            "{% endif %}{% endfor %}",
            "1a,2c");
        row("{% for x in empty %}x{% else %}none{% endfor %}", "none");
        row("{% for k, v in dict.items() %}{{ k }}={{ v }};{% endfor %}",
            "b=1;A=True;text=é\"\n;");
        row("{% for k, v in dict | dictsort %}{{ k }}{% endfor %}", "Abtext");
        row("{% for x in range(5) %}{% if x == 1 %}{% continue %}{% endif %}{% if x == 3 %}"
            "{% break %}{% endif %}{{ x }}{% endfor %}",
            "02");
        row("{% set ns = namespace(found=false) %}{% for m in messages %}{% if m.role == 'tool' %}"
            "{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.found }}",
            "True");
        row("{% for x in list %}{% set name = x %}{% endfor %}{{ name }}", "Ada");
        row("{% set t %}<{{ name }}>{% endset %}{{ t | upper }}", "<ADA>");
        row("{% macro m(a, b='y') %}[{{ a }}{{ b }}]{% endmacro %}{{ m('x') }}{{ m('x', b='z') }}",
            "[xy][xz]");
        row("{{ dict | tojson }}", "{\"b\": 1, \"A\": true, \"text\": \"é\\\"\\n\"}");
        row("{{ list | tojson(indent=2) }}", "[\n  \"a\",\n  \"b\",\n  \"c\"\n]");
        row("{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content')"
            " | list }}",
            "['hi']");
        row("{{ ' a b '.strip().split(' ') }} {{ 'a-b'.replace('-', '+') | title }}",
            "['a', 'b'] A+B");
        row("{{ missing is defined }} {{ strftime_now is defined }} {{ missing | default('d') }}",
            "False True d");
        row("{{ strftime_now('%d %B %Y') }}", "09 March 2025");
        row("{{ 'yes' if n is odd else 'no' }}{{ 'x' if false }}", "yes");
        row("{{ messages[0]['content'] }}{{ messages[0].get('z', 'q') }}{{ dict.b }}", "hiq1");
        row("{{ {'a': [1, {'b': 2}]}['a'][1].b }}", "2");
        row("{% generation %}x{% endgeneration %}", "x");
        row("{{ 'a\\n\\'b' }}{{ \"c\" 'd' }}", "a\n'bcd");
    }

    void jinja()
    {
        QFETCH(QString, source);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(render(source.toStdString())), expected);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QString &source, const char *says) {
            QTest::newRow(name) << source << QString(says);
        };
        row("exception", "{{ raise_exception('roles must alternate') }}", "roles must alternate");
        row("tag", "a\n{% include 'x' %}", "line 2: the tag 'include'");
        row("filter", "{{ name | frobnicate }}", "'frobnicate'");
        row("function", "{{ open('/etc/passwd') }}", "'open'");
        row("method", "{{ name.__class__() }}", "'__class__'");
        row("open block", "{% if true %}", "'endif' is missing");
        row("stray end", "{% endif %}", "line 1");
        row("open tag", "{{ name", "not closed");
        row("open string", "{{ 'name }}", "not closed");
        row("division", "{{ 1 // 0 }}", "division by zero");
        row("types", "{{ 'a' + 1 }}", "'+'");
        row("endless", "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
            "does not come to an end");
        row("doubling",
            "{% set ns = namespace(x='0123456789abcdef') %}{% for a in range(99) %}"
            "{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
            "too large");
        row("recursion", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "without end");
        row("nesting", "{{ " + QString("(").repeated(5000) + "1" + QString(")").repeated(5000)
                + " }}",
            "nested too deeply");
        row("chain", "{{ 1" + QString("+1").repeated(50000) + " }}", "too long");
        row("range", "{{ range(999999999999) }}", "too long");
    }

    void refusals()
    {
        QFETCH(QString, source);
        QFETCH(QString, says);
        const QString found = QString::fromStdString(render(source.toStdString()));
        QVERIFY2(found.startsWith("error: ") && found.contains(says), qPrintable(found.left(300)));
    }

    void families()
    {
        ChatOptions options;
        options.date = "2025-03-09";
        const ChatTokenizer chatml(
            "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
            "{{ '<|im_start|>system\nBe kind.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + "
            "message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
            "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}");
        QCOMPARE(*renderChat(chatml, talk, options),
                 std::string("<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHello"
                             "<|im_end|>\n<|im_start|>assistant\nHi.<|im_end|>\n<|im_start|>user\n"
                             " Bye <|im_end|>\n<|im_start|>assistant\n"));
        const ChatTokenizer headers(
            "{{- bos_token }}\n{%- for message in messages %}\n    {{- '<|header|>' + "
            "message.role + '<|end|>\n\n' + message.content | trim + '<|eot|>' }}\n"
            "{%- endfor %}\n{%- if add_generation_prompt %}\n    {{- '<|header|>assistant<|end|>"
            "\n\n' }}\n{%- endif %}\n");
        options.generationPrompt = false;
        QCOMPARE(*renderChat(headers, talk, options),
                 std::string("<s><|header|>user<|end|>\n\nHello<|eot|><|header|>assistant<|end|>"
                             "\n\nHi.<|eot|><|header|>user<|end|>\n\nBye<|eot|>"));
        const ChatTokenizer thinking("{% if enable_thinking is defined and enable_thinking is "
                                     "false %}quiet{% else %}loud{% endif %}");
        QCOMPARE(*renderChat(thinking, talk, options), std::string("quiet"));
        options.thinking = true;
        QCOMPARE(*renderChat(thinking, talk, options), std::string("loud"));
        const auto none = renderChat(ChatTokenizer(""), talk, options);
        QVERIFY(!none && none.error().code == ErrorCode::Unsupported);
    }
};

LAPIDARY_TEST(TestChat)
#include "tst_chat.moc"
