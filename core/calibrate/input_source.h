#pragma once

#include "core/calibrate/layer_inputs.h"

namespace lapidary {

/// Where statistics of layer inputs come from while layers are changed: a calibration, or a model
/// whose earlier blocks are already changed. Thread-safe.
class InputSource {
public:
    virtual ~InputSource() = default;
    virtual bool has(const std::string &layer) const = 0;
    virtual Result<LayerInputs> read(const std::string &layer) const = 0;
};

/// The statistics of a calibration, as they were on the original model.
class CalibrationInputs final : public InputSource {
public:
    explicit CalibrationInputs(CalibrationPtr calibration) : m_calibration(std::move(calibration)) {}
    bool has(const std::string &layer) const override { return m_calibration->has(layer); }
    Result<LayerInputs> read(const std::string &layer) const override
    {
        return readLayerInputs(*m_calibration, layer);
    }

private:
    CalibrationPtr m_calibration;
};

} // namespace lapidary
