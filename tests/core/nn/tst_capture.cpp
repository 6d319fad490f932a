#include "core/nn/capture.h"
#include "tests/core/nn/family_goldens.h"
#include "tests/support/test_program.h"

using namespace lapidary;

class TestCapture : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logitsAndModules()
    {
        QTemporaryDir folder;
        const std::filesystem::path file =
            std::filesystem::path(folder.path().toStdString()) / "out.safetensors";
        const auto ids =
            goldens::expected("llama")["ids"].get<std::vector<std::vector<int64_t>>>();
        JobContext job;
        const auto model = openModel((goldens::folder("llama") / "model").string(), job);
        QVERIFY(model.has_value());
        const ComputeOptions compute{"cpu", "f32", 0};
        const auto shapes =
            captureForward(*model, compute, ids, {"model.layers.0.mlp"}, file, job);
        QVERIFY2(shapes, shapes ? "" : shapes.error().message.c_str());
        QCOMPARE(shapes->size(), size_t(2));
        QCOMPARE(shapes->at("logits"), (Shape{2, 32, 64}));
        const auto written = openCheckpoint(file, job);
        QVERIFY(written.has_value());
        for (const char *name : {"logits", "model.layers.0.mlp"}) {
            const TensorInfo &info = (*written)->tensors()[size_t((*written)->find(name))];
            const auto values = readTensorF32(**written, info, job);
            QVERIFY(values.has_value());
            const at::Tensor expected = *goldens::array("llama", name);
            QVERIFY(goldens::difference(at::tensor(*values).view(info.shape), expected) < 2e-4);
        }
    }

    void wrongRequestsAreNamed()
    {
        JobContext job;
        const auto model = openModel((goldens::folder("llama") / "model").string(), job);
        QVERIFY(model.has_value());
        const ComputeOptions compute{"cpu", "f32", 0};
        const auto unknown =
            captureForward(*model, compute, {{1, 2}}, {"model.layer.0.mlp"}, "/nowhere", job);
        QCOMPARE(unknown.error().code, ErrorCode::Usage);
        QVERIFY(unknown.error().message.find("nearest: model.layers.0.mlp") != std::string::npos);
        const auto ragged = captureForward(*model, compute, {{1, 2}, {3}}, {}, "/nowhere", job);
        QCOMPARE(ragged.error().code, ErrorCode::Usage);
    }
};

LAPIDARY_TEST(TestCapture)
#include "tst_capture.moc"
