#!/usr/bin/env bash
# Installs what is missing and builds to build/. Sourced or called by run.sh and test.sh.
#   packaging/setup.sh [--no-gui] [--build-dir DIR] [--tests]
# An existing LibTorch is respected: Torch_DIR, CMAKE_PREFIX_PATH, or the torch of the active Python.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build
gui=ON
tests=OFF
torch_version=2.13.0

say() { printf '%s\n' "$*" >&2; }
die() { say "lapidary: $*"; exit 1; }

while [ $# -gt 0 ]; do
    case $1 in
        --no-gui) gui=OFF ;;
        --tests) tests=ON ;;
        --build-dir) shift; build=$1 ;;
        *) die "setup.sh: unknown option '$1'; known are --no-gui, --tests and --build-dir DIR" ;;
    esac
    shift
done

packages=(g++ cmake ninja-build pkg-config ccache libfmt-dev libspdlog-dev nlohmann-json3-dev
    libexpected-dev libeigen3-dev libhdf5-dev libpcre2-dev libicu-dev libcli11-dev libxxhash-dev
    python3 python3-venv)
if [ $gui = ON ]; then
    packages+=(qt6-base-dev "qt6-svg-dev|libqt6svg6-dev" qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools
        libgl1-mesa-dev libqcustomplot-dev fonts-inter fonts-dejavu-core)
elif [ $tests = ON ]; then
    packages+=(qt6-base-dev)
fi

# NAME or NAME|OTHER: distributions name a few packages differently.
is_installed() {
    local name status
    for name in ${1//|/ }; do
        status=$(dpkg-query -W -f='${Status}' "$name" 2>/dev/null || true)
        [ "$status" = "install ok installed" ] && return 0
    done
    return 1
}

# The first of the names that this distribution has.
offered() {
    local name
    for name in ${1//|/ }; do
        [ -n "$(apt-cache madison "$name" 2>/dev/null)" ] && { echo "$name"; return; }
    done
    echo "${1%%|*}"
}

install_packages() {
    command -v dpkg-query >/dev/null ||
        die "this script installs Debian or Ubuntu packages; on another system install their equivalents (${packages[*]}) and call cmake --preset release"
    local missing=() package
    for package in "${packages[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            die "these packages are missing and there is no sudo: ${missing[*]}; ask an administrator to install them"
        as_root=(sudo)
    fi
    say "Installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq ||
        die "the package lists could not be fetched; check the network and run this again"
    for package in "${!missing[@]}"; do
        missing[package]=$(offered "${missing[package]}")
    done
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "${missing[@]}" >/dev/null ||
        die "apt-get could not install ${missing[*]}; check the network and the message above"
}

check_compiler() {
    local version
    version=$("${CXX:-g++}" -dumpversion | cut -d. -f1)
    [ "$version" -ge 12 ] ||
        die "${CXX:-g++} is version $version, but C++20 as used here needs 12 or newer; install g++-12 and set CXX=g++-12"
}

# Prints the CMake prefix of an existing LibTorch, or nothing.
existing_torch() {
    if [ -n "${Torch_DIR:-}" ]; then
        echo "$Torch_DIR"
        return
    fi
    local prefix python
    IFS=: read -ra prefixes <<<"${CMAKE_PREFIX_PATH:-}"
    for prefix in "${prefixes[@]}"; do
        if compgen -G "$prefix/**/TorchConfig.cmake" >/dev/null ||
            [ -f "$prefix/share/cmake/Torch/TorchConfig.cmake" ] ||
            [ -f "$prefix/Torch/TorchConfig.cmake" ]; then
            echo "$prefix"
            return
        fi
    done
    for python in python3 python; do
        "$python" -c 'import torch; print(torch.utils.cmake_prefix_path)' 2>/dev/null && return
    done
    return 0
}

install_torch() {
    torch_prefix=$(existing_torch)
    [ -n "$torch_prefix" ] && return
    local venv=${LAPIDARY_TORCH_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/lapidary/torch-$torch_version}
    if [ ! -f "$venv/ready" ]; then
        say "Installing LibTorch $torch_version to $venv"
        rm -rf "$venv"
        /usr/bin/python3 -m venv "$venv" || die "python3 -m venv failed; install python3-venv"
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
            "torch==$torch_version" >&2 ||
            die "LibTorch could not be installed with pip; check the network, or set Torch_DIR to a LibTorch that is already here"
        touch "$venv/ready"
    fi
    torch_prefix=$(echo "$venv"/lib/python3*/site-packages/torch/share/cmake)
}

configure_and_build() {
    export CCACHE_DIR=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/lapidary/ccache}
    local options=(-G Ninja -DCMAKE_BUILD_TYPE=Release -DLAPIDARY_GUI=$gui
        -DLAPIDARY_TESTS=$tests "-DCMAKE_PREFIX_PATH=$torch_prefix")
    mkdir -p "$build"
    local stamp="${options[*]}"
    if [ ! -f "$build/build.ninja" ] || [ "$(cat "$build/.setup" 2>/dev/null)" != "$stamp" ]; then
        cmake -S "$root" -B "$build" "${options[@]}" >"$build/configure.log" 2>&1 || {
            tail -n 30 "$build/configure.log" >&2
            die "configuring failed; the whole log is $build/configure.log"
        }
        printf '%s' "$stamp" >"$build/.setup"
    fi
    local bar=()
    [ -t 2 ] || bar=(--quiet)
    ninja -C "$build" "${bar[@]}" >&2 || die "building failed; see the messages above"
}

install_packages
check_compiler
install_torch
configure_and_build
